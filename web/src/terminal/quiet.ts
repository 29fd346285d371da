import { Terminal } from "xterm"

/**
 * What a guest prints must not act on its reader: no writing to the clipboard (OSC 52), no answers with the title or with
 * settings (CSI t, DECRQSS). Titles themselves (OSC 0, 2) have nowhere to go.
 */
export const quieten = (terminal: Terminal) => {
  for (const code of [0, 1, 2, 50, 52]) terminal.parser.registerOscHandler(code, () => true)
  terminal.parser.registerCsiHandler({ final: "t" }, () => true)
  terminal.parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => true)
}

/** In a replay nothing answers at all: there is nobody to answer to. */
export const mute = (terminal: Terminal) => {
  quieten(terminal)
  for (const final of ["n", "c"]) {
    for (const prefix of ["", "?", ">", "="]) terminal.parser.registerCsiHandler(prefix ? { prefix, final } : { final }, () => true)
  }
  for (const code of [4, 10, 11, 12]) terminal.parser.registerOscHandler(code, () => true)
}

/** Only addresses of the web are opened, and never with a way back to this page. */
export const openLink = (_: MouseEvent, address: string) => {
  if (/^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer")
}

export const theme = {
  background: "#0a0d10", foreground: "#d6dde6", cursor: "#4fc3b0", cursorAccent: "#06211d", selectionBackground: "#2b5a6e",
  black: "#1d232c", red: "#ff8a80", green: "#5fce92", yellow: "#e8b04a", blue: "#7fb2f0", magenta: "#d79bf0", cyan: "#4fc3b0", white: "#d6dde6",
  brightBlack: "#8791a3", brightRed: "#ffaba4", brightGreen: "#86e0ae", brightYellow: "#f2c877", brightBlue: "#a5caf7", brightMagenta: "#e5bdf7", brightCyan: "#86dccd", brightWhite: "#ffffff",
}
