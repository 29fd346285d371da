import { Column } from "../api/types"
import { cellText } from "../format/cell"
import { Row } from "../live/rows"

const perCharacter = 7.6
const space = 24
const narrowest = 64
const widest = 300
const least: Record<string, number> = { state: 128, name: 130 }

/** Room that is left goes to columns of text, so that numbers stay near what they belong to. */
export const filled = (columns: Column[], widths: number[], room: number): number[] => {
  const isText = columns.map((column) => column.type === "text" || column.type === "list")
  const sum = widths.reduce((total, width) => total + width, 0)
  const text = widths.reduce((total, width, index) => total + (isText[index] ? width : 0), 0)
  if (room <= sum || text === 0) return widths
  return widths.map((width, index) => (isText[index] ? Math.floor(width * (1 + (room - sum) / text)) : width))
}

/** How wide a column is drawn: by its title and the first rows, so that it does not change while one scrolls. */
export const widthOf = (column: Column, rows: Row[]): number => {
  let longest = column.title.length + 3
  for (const row of rows.slice(0, 60)) longest = Math.max(longest, cellText(row.cells[column.name], column).length)
  const meter = column.unit === "%" ? 84 : 0
  return Math.round(Math.min(widest, Math.max(least[column.name] ?? narrowest, longest * perCharacter + space + meter)))
}
