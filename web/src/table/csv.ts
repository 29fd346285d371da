import { fetchAnswer } from "../api/client"
import { Column, Kind } from "../api/types"
import { Row } from "../live/rows"

export const save = (name: string, content: Blob) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** What is shown, all rows of it, from the server: the same filter, order and columns. */
export const downloadCSV = async (kind: Kind, filter: string, sort: string, columns: Column[]) => {
  const answer = await fetchAnswer("GET", `/api/v1/${kind.plural}`, {
    query: { filter, sort, columns: columns.map((column) => column.name).join(",") }, headers: { Accept: "text/csv" },
  })
  save(`${kind.plural}.csv`, await answer.blob())
}

const field = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join("; ") : value === null || value === undefined ? "" : String(value)
  const harmless = typeof value !== "number" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless
}

/** Of a frozen view: the rows as they stand on the screen. As the server writes them (RFC 4180, no formulas). */
export const csvOf = (rows: Row[], columns: Column[]): string =>
  [columns.map((column) => column.name), ...rows.map((row) => columns.map((column) => row.cells[column.name]))]
    .map((line) => line.map(field).join(",") + "\r\n")
    .join("")
