import { CellValue, Column } from "../api/types"
import { SortTerm } from "../url/view"
import { Row } from "./rows"

/** As the server sorts: empty first, text by lower case and code point, numbers as numbers. */
const weight = (value: CellValue | undefined, column: Column): number | string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "number") return value
  if (Array.isArray(value)) return value[0]?.toLowerCase() ?? null
  return column.type === "date" ? Date.parse(value) : value.toLowerCase()
}

const compare = (a: number | string | null, b: number | string | null): number => {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}

export type Order = (a: Row, b: Row) => number

export const orderOf = (terms: SortTerm[], columns: Column[]): Order => {
  const keys = terms.flatMap((term) => {
    const column = columns.find((candidate) => candidate.name === term.column)
    return column ? [{ column, sign: term.descending ? -1 : 1 }] : []
  })
  return (a, b) => {
    for (const { column, sign } of keys) {
      const result = compare(weight(a.cells[column.name], column), weight(b.cells[column.name], column))
      if (result !== 0) return result * sign
    }
    return compare(a.key, b.key)
  }
}
