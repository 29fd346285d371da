import { KeyboardEvent, RefObject } from "react"
import { Row } from "../live/rows"
import { Selection } from "./useSelection"

const rowHeight = 34

interface Keys {
  rows: Row[]
  active: number
  setActive: (index: number) => void
  selection: Selection
  canSelect: boolean
  scroller: RefObject<HTMLDivElement>
  open: (row: Row) => void
}

const show = (element: HTMLDivElement | null, index: number) => {
  if (!element) return
  const top = index * rowHeight
  const room = element.clientHeight - 2 * rowHeight
  if (top < element.scrollTop) element.scrollTop = top
  else if (top > element.scrollTop + room) element.scrollTop = top - room
}

/** Arrows move, space selects, Shift extends, Enter opens, Esc takes the selection back. */
export const gridKeys = ({ rows, active, setActive, selection, canSelect, scroller, open }: Keys) => (event: KeyboardEvent) => {
  if ((event.target as Element).closest("input:not([type=checkbox]), textarea, select, .menu")) return
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2)
  const moves: Record<string, number> = {
    ArrowDown: active + 1, ArrowUp: active - 1, j: active + 1, k: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1,
  }
  const row = rows[active]
  const to = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key]
  if (to !== undefined && rows.length > 0) {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setActive(next)
    show(scroller.current, next)
    if (event.shiftKey && canSelect) selection.extend(rows, next)
  } else if (event.key === " " && row && canSelect) {
    selection.toggle(row)
  } else if (event.key === "Enter" && row && !(event.target as Element).closest("a, button")) {
    open(row)
  } else if (event.key === "Escape" && selection.keys.size > 0) {
    selection.clear()
  } else if (event.key === "a" && (event.ctrlKey || event.metaKey) && canSelect) {
    selection.set(rows)
  } else return
  event.preventDefault()
}
