import { Cells } from "../live/rows"

/** The plain parts of a resource as cells: what verbs are decided by. */
export const cellsOf = (item: Record<string, unknown>): Cells => {
  const cells: Cells = {}
  for (const [name, value] of Object.entries(item)) {
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) cells[name] = value as Cells[string]
  }
  return cells
}
