import { memo, MouseEvent, RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react"
import { Column, Kind } from "../api/types"
import { isNumeric } from "../format/cell"
import { Row } from "../live/rows"
import { SortTerm } from "../url/view"
import { CellView } from "./CellView"
import { filled } from "./widths"
import { Selection } from "./useSelection"

const rowHeight = 34
const headHeight = 33
/** Rows that are drawn above and below what is seen. */
const margin = 6
/** The window moves in such steps, so that most scroll events draw nothing. */
const stride = 6
const freshFor = 1600
const pickWidth = 38

export interface GridProps {
  kind: Kind
  columns: Column[]
  widths: number[]
  rows: Row[]
  sort: SortTerm[]
  onSort: (column: string, add: boolean) => void
  selection: Selection
  canSelect: boolean
  active: number
  setActive: (index: number) => void
  startRow: number
  onRow: (index: number) => void
  scroller: RefObject<HTMLDivElement>
  /** Another view begins at its top. */
  viewKey: string
}

const Head = ({ column, term, order, onSort }: { column: Column; term?: SortTerm; order: number; onSort: GridProps["onSort"] }) => (
  <th role="columnheader" scope="col" className={isNumeric(column) ? "n" : ""} title={column.help || undefined}
    aria-sort={term ? (term.descending ? "descending" : "ascending") : "none"}>
    <button tabIndex={-1} onClick={(event) => onSort(column.name, event.shiftKey)}>
      {column.title}
      {term && <span className="sort" aria-hidden="true">{term.descending ? "↓" : "↑"}{order > 0 ? order + 1 : ""}</span>}
    </button>
  </th>
)

interface LineProps {
  kind: Kind
  columns: Column[]
  row: Row
  index: number
  isSelected: boolean
  isActive: boolean
  canSelect: boolean
  onPick: (index: number, event: MouseEvent) => void
}

const Line = memo(({ kind, columns, row, index, isSelected, isActive, canSelect, onPick }: LineProps) => {
  const isFresh = row.changed > 0 && performance.now() - row.changed < freshFor
  const names = [isSelected && "sel", isActive && "active", isFresh && "fresh", Boolean(row.cells.staleSince) && "stale"].filter(Boolean).join(" ")
  return (
    <tr role="row" id={`row-${index}`} aria-rowindex={index + 2} aria-selected={canSelect ? isSelected : undefined} className={names}
      onMouseDown={(event) => { if (event.shiftKey) event.preventDefault() }} onClick={(event) => onPick(index, event)}>
      {canSelect && (
        <td role="gridcell" className="pick">
          <span className="cb" aria-hidden="true" />
        </td>
      )}
      {columns.map((column) => (
        <td role="gridcell" key={column.name} className={isNumeric(column) ? "n" : ""}>
          <CellView kind={kind} column={column} cells={row.cells} />
        </td>
      ))}
    </tr>
  )
})

/** A table of any length: only the rows in sight are in the document. */
export const Grid = (props: GridProps) => {
  const { kind, columns, widths, rows, sort, selection, canSelect, active, setActive, onRow, scroller } = props
  const [first, setFirst] = useState(0)
  const [height, setHeight] = useState(800)
  const [room, setRoom] = useState(0)
  const latest = useRef(rows)
  latest.current = rows
  const wanted = useRef(props.startRow)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => {
      setHeight(element.clientHeight)
      setRoom(element.clientWidth)
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [scroller])

  useLayoutEffect(() => {
    if (scroller.current && wanted.current === 0) scroller.current.scrollTop = 0
  }, [props.viewKey, scroller])

  // The row that the address names, once there are so many.
  useEffect(() => {
    if (wanted.current === 0 || rows.length <= wanted.current || !scroller.current) return
    scroller.current.scrollTop = wanted.current * rowHeight
    wanted.current = 0
  }, [rows.length, scroller])

  const onScroll = useCallback(() => {
    const top = Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight)
    const next = Math.max(0, Math.floor(top / stride) * stride - margin)
    setFirst((old) => (old === next ? old : next))
    onRow(top)
  }, [onRow, scroller])

  const { toggle, extend } = selection
  const onPick = useCallback((index: number, event: MouseEvent) => {
    setActive(index)
    const row = latest.current[index]
    if (!row || (event.target as Element).closest("a, button")) return
    if (event.shiftKey) extend(latest.current, index)
    else if ((event.target as Element).closest(".pick") || event.ctrlKey || event.metaKey) toggle(row)
  }, [setActive, toggle, extend])

  const begin = Math.min(first, Math.max(0, rows.length - 1))
  const end = Math.min(rows.length, begin + Math.ceil(height / rowHeight) + 2 * margin + stride)
  // Rows that leave the window lend their elements to those that come: far cheaper than new ones.
  const slots = Math.ceil(height / rowHeight) + 2 * margin + 2 * stride
  const allSelected = rows.length > 0 && selection.keys.size >= rows.length
  const drawn = filled(columns, widths, room - (canSelect ? pickWidth : 0))
  const total = drawn.reduce((sum, width) => sum + width, canSelect ? pickWidth : 0)
  return (
    <div className="table" ref={scroller} onScroll={onScroll} style={{ scrollPaddingTop: headHeight }}>
      <table role="grid" aria-label={kind.title} aria-rowcount={rows.length + 1} aria-multiselectable={canSelect} style={{ width: total }}>
        <colgroup>
          {canSelect && <col style={{ width: pickWidth }} />}
          {columns.map((column, index) => <col key={column.name} style={{ width: drawn[index] }} />)}
        </colgroup>
        <thead>
          <tr role="row" aria-rowindex={1}>
            {canSelect && (
              <th role="columnheader" className="pick">
                <input type="checkbox" tabIndex={-1} checked={allSelected} aria-label="Select all"
                  onChange={() => (allSelected ? selection.clear() : selection.set(rows))} />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.name} column={column} onSort={props.onSort} term={sort.find((term) => term.column === column.name)}
                order={sort.length > 1 ? sort.findIndex((term) => term.column === column.name) : 0} />
            ))}
          </tr>
        </thead>
        <tbody>
          {begin > 0 && <tr aria-hidden="true"><td colSpan={columns.length + 1} className="space" style={{ height: begin * rowHeight }} /></tr>}
          {rows.slice(begin, end).map((row, offset) => (
            <Line key={(begin + offset) % slots} kind={kind} columns={columns} row={row} index={begin + offset} canSelect={canSelect} onPick={onPick}
              isSelected={selection.keys.has(row.key)} isActive={begin + offset === active} />
          ))}
          {end < rows.length && <tr aria-hidden="true"><td colSpan={columns.length + 1} className="space" style={{ height: (rows.length - end) * rowHeight }} /></tr>}
        </tbody>
      </table>
    </div>
  )
}
