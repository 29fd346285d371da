import { useCallback, useState } from "react"
import { Row } from "../live/rows"

export interface Selection {
  keys: ReadonlySet<string>
  toggle: (row: Row) => void
  /** From the last toggled row to this one. */
  extend: (rows: Row[], to: number) => void
  set: (rows: Row[]) => void
  clear: () => void
}

const none: ReadonlySet<string> = new Set()

export const useSelection = (): Selection => {
  const [keys, setKeys] = useState(none)
  const [anchor, setAnchor] = useState<string | null>(null)
  const toggle = useCallback((row: Row) => {
    setAnchor(row.key)
    setKeys((old) => {
      const next = new Set(old)
      if (!next.delete(row.key)) next.add(row.key)
      return next
    })
  }, [])
  const extend = useCallback((rows: Row[], to: number) => {
    const from = Math.max(0, rows.findIndex((row) => row.key === anchor))
    const [low, high] = from < to ? [from, to] : [to, from]
    setKeys((old) => new Set([...old, ...rows.slice(low, high + 1).map((row) => row.key)]))
  }, [anchor])
  const set = useCallback((rows: Row[]) => setKeys(new Set(rows.map((row) => row.key))), [])
  const clear = useCallback(() => setKeys(none), [])
  return { keys, toggle, extend, set, clear }
}
