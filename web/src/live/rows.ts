import { CellValue } from "../api/types"
import type { Order } from "./order"

export type Cells = Record<string, CellValue>

export interface Row {
  /** Of this row in this table; a machine that moves is on two hosts for a moment. */
  key: string
  id: string
  cells: Cells
  /** When it last changed before the reader's eyes; 0 for never. */
  changed: number
}

export const rowOf = (cells: Cells, changed = 0): Row => ({
  key: `${String(cells.id)}@${String(cells.host ?? "")}`, id: String(cells.id), cells, changed,
})

const same = (a: Cells, b: Cells): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The rows with those of `ids` replaced by `fresh`, in order; rows that stay keep their identity. */
export const merged = (rows: Row[], ids: Set<string>, fresh: Row[], order: Order): Row[] => {
  const old = new Map<string, Row>()
  const kept = rows.filter((row) => {
    if (!ids.has(row.id)) return true
    old.set(row.key, row)
    return false
  })
  for (const row of fresh) {
    const before = old.get(row.key)
    insert(kept, before && same(before.cells, row.cells) ? before : row, order)
  }
  return kept
}

const insert = (rows: Row[], row: Row, order: Order) => {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (order(rows[middle] as Row, row) < 0) low = middle + 1
    else high = middle
  }
  rows.splice(low, 0, row)
}
