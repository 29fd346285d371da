import { Terminal } from "xterm"

export interface Found {
  line: number
  column: number
}

/** Where a text stands in what was written, line by line; wrapped lines are searched as they are seen. */
export const findAll = (terminal: Terminal, text: string): Found[] => {
  const wanted = text.toLowerCase()
  const found: Found[] = []
  if (wanted === "") return found
  const buffer = terminal.buffer.active
  for (let line = 0; line < buffer.length && found.length < 5000; line++) {
    const written = buffer.getLine(line)?.translateToString(true).toLowerCase() ?? ""
    for (let column = written.indexOf(wanted); column >= 0; column = written.indexOf(wanted, column + 1)) found.push({ line, column })
  }
  return found
}

export const showFound = (terminal: Terminal, found: Found, length: number) => {
  terminal.select(found.column, found.line, length)
  terminal.scrollToLine(Math.max(0, found.line - Math.floor(terminal.rows / 2)))
}
