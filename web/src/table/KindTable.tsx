import { ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react"
import { actions } from "../api/actions"
import { asProblem } from "../api/client"
import { mayAs, useRole } from "../api/session"
import { Kind, Problem } from "../api/types"
import { perform } from "../live/ask"
import { prefer, preferences } from "../live/preferences"
import { Row } from "../live/rows"
import { useStore } from "../live/store"
import { useTable } from "../live/useTable"
import { widened } from "../filter/completion"
import { clock } from "../format/cell"
import { count } from "../format/words"
import { Icon } from "../ui/icons"
import { Menu, MenuItem } from "../ui/Menu"
import { Empty, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useNarrow } from "../ui/useMedia"
import { go, noteQuery, setQuery, usePlace } from "../url/router"
import { readSort, readView, turnSort, writeSort } from "../url/view"
import { ColumnsMenu } from "./ColumnsMenu"
import { csvOf, downloadCSV, save } from "./csv"
import { FilterInput } from "./FilterInput"
import { Grid } from "./Grid"
import { gridKeys } from "./useGridKeys"
import { useSelection } from "./useSelection"
import { widthOf } from "./widths"

/** What a table needs beside what it shows: names of rows, and what verbs depend on. */
const unseen = ["id", "name", "number", "host", "state", "nativeState", "operation", "staleSince", "managed", "template", "mode"]

/** Rows are known by their names; numbers are for machines. */
const nameFirst = (names: string[]): string[] => (names.includes("name") ? ["name", ...names.filter((name) => name !== "name")] : names)

const usualSort = (kind: Kind): string => {
  const has = (name: string) => kind.columns.some((column) => column.name === name)
  return kind.name === "operation" ? "-number" : has("started") ? "-started" : has("name") ? "name" : ""
}

const timers = new Map<string, ReturnType<typeof setTimeout>>()
/** Browsers refuse an address that changes many times a second. */
const noteRow = (row: number) => {
  clearTimeout(timers.get("row"))
  timers.set("row", setTimeout(() => noteQuery("row", row > 0 ? String(row) : undefined), 300))
}

export interface KindTableProps {
  kind: Kind
  /** Always holds, and does not stand in the address. */
  fixedFilter?: string
  side?: ReactNode
  empty: ReactNode
}

/** The one table of every kind: filter, order, columns, selection, freeze, CSV; all from what the kind declares. */
export const KindTable = ({ kind, fixedFilter, side, empty }: KindTableProps) => {
  const view = readView(usePlace().query)
  const remembered = useStore(preferences).columns[kind.name]
  const usual = kind.columns.filter((column) => column.isDefault).map((column) => column.name)
  const names = view.columns ?? remembered ?? nameFirst(usual.length > 0 ? usual : kind.columns.map((column) => column.name))
  const namesText = names.join(",")
  const isNarrow = useNarrow()
  const columns = useMemo(() => {
    const found = namesText.split(",").flatMap((name) => kind.columns.find((column) => column.name === name) ?? [])
    return isNarrow ? found.slice(0, 3) : found
  }, [kind, namesText, isNarrow])
  const sort = view.sort || usualSort(kind)
  const filter = [fixedFilter, view.filter].filter(Boolean).join(", ")
  const asked = useMemo(() => {
    const all = new Set([...unseen.filter((name) => kind.columns.some((column) => column.name === name)), ...namesText.split(",")])
    return [...all].filter((name) => kind.columns.some((column) => column.name === name))
  }, [kind, namesText])
  const { table, state } = useTable(kind, { filter, sort, columns: asked })
  const { rows, total, loading, problem, frozenAt, waiting } = state

  const selection = useSelection()
  const [active, setActive] = useState(-1)
  const [csvProblem, setCSVProblem] = useState<Problem>()
  const scroller = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const rowsNow = useRef(rows)
  rowsNow.current = rows
  const isThere = rows.length > 0
  // eslint-disable-next-line -- by the first rows of a view only, so that nothing jumps.
  const widths = useMemo(() => columns.map((column) => widthOf(column, rowsNow.current)), [columns, isThere, table])
  const known = useCallback((column: string) => {
    const seen = new Set<string>()
    for (const row of rowsNow.current.slice(0, 2000)) {
      const value = row.cells[column]
      for (const one of Array.isArray(value) ? value : [value]) if (typeof one === "string" && one !== "" && seen.size < 60) seen.add(one)
    }
    return [...seen].sort()
  }, [])
  const { clear } = selection
  useEffect(() => { clear(); setActive(-1) }, [table, clear])
  useEffect(() => {
    const focusFilter = () => input.current?.focus()
    document.addEventListener("apus-filter", focusFilter)
    return () => document.removeEventListener("apus-filter", focusFilter)
  }, [])

  const role = useRole()
  const verbs = (actions[kind.name] ?? []).filter((action) => mayAs(role, action.role) && !action.opens)
  const canSelect = verbs.length > 0
  const chosen = useMemo(() => rows.filter((row) => selection.keys.has(row.key)), [rows, selection.keys])
  const filterFault = problem?.errors?.find((error) => error.pointer === "?filter" && error.code !== "filter/tooCostly")?.message
  const setColumns = (next: string[]) => {
    prefer({ columns: { ...preferences.get().columns, [kind.name]: next } })
    setQuery({ columns: next.join(",") })
  }
  const turn = (column: string, add: boolean) => {
    const usual = usualSort(kind)
    const turned = writeSort(turnSort(readSort(sort), column, add)) || usual
    // Each click changes the order, also that which is there at first.
    setQuery({ sort: turned === sort ? column : turned === usual ? undefined : turned }, "push")
  }
  const exportCSV = () => {
    setCSVProblem(undefined)
    if (frozenAt) return save(`${kind.plural}.csv`, new Blob([csvOf(rows, columns)], { type: "text/csv" }))
    downloadCSV(kind, filter, sort, columns).catch((error) => setCSVProblem(asProblem(error)))
  }
  const wider = rows.length === 0 && !loading ? widened(view.filter, kind.columns) : null
  const open = (row: Row) => go(`/${kind.plural}/${encodeURIComponent(row.id)}`)

  return (
    <div className="body flush kind-table" onKeyDown={gridKeys({ rows, active, setActive, selection, canSelect, scroller, open })}>
      <div className="bar">
        <FilterInput value={view.filter} columns={kind.columns} known={known} fault={filterFault} input={input}
          placeholder={`Filter ${kind.title.toLowerCase()}: name, or column = value`}
          onChange={(next) => setQuery({ filter: next, row: undefined }, "push")} />
        <ColumnsMenu kind={kind} shown={names} onChange={setColumns} onUsual={() => {
          const { [kind.name]: _, ...others } = preferences.get().columns
          prefer({ columns: others })
          setQuery({ columns: undefined })
        }} />
        <button className="btn" onClick={exportCSV} title="Save what is shown as CSV"><Icon name="download" /><span className="wide-only">CSV</span></button>
        <button className={frozenAt ? "btn on" : "btn"} aria-pressed={frozenAt !== undefined} onClick={() => (frozenAt ? table.thaw() : table.freeze())}
          title={frozenAt ? "Follow changes again" : "Hold this view still"}><Icon name="freeze" /><span className="wide-only">{frozenAt ? "Frozen" : "Freeze"}</span></button>
        {side}
      </div>
      <div className="above-table">
        {chosen.length > 0 && (
          <div className="bulk" role="toolbar" aria-label="Actions on the selection">
            <b>{count(chosen.length, "selected", "selected")}</b>
            {verbs.filter((action) => !action.bad).slice(0, 4).map((action) => {
              const fitting = chosen.filter((row) => action.when(row.cells))
              return (
                <button key={action.name} className="btn small" disabled={fitting.length === 0}
                  onClick={() => perform({ action, rows: fitting, kindTitle: kind.title })}>
                  <Icon name={action.icon} />{action.label}{fitting.length !== chosen.length && fitting.length > 0 ? ` (${fitting.length})` : ""}
                </button>
              )
            })}
            <Menu className="btn small" label={<><Icon name="more" />More</>} align="left" title="More actions">
              {(close) => verbs.map((action) => {
                const fitting = chosen.filter((row) => action.when(row.cells))
                return fitting.length > 0 && (
                  <MenuItem key={action.name} bad={action.bad}
                    onClick={() => { close(); perform({ action, rows: fitting, kindTitle: kind.title }) }}>
                    <Icon name={action.icon} />{action.label} <span className="faint">{fitting.length}</span>
                  </MenuItem>
                )
              })}
            </Menu>
            <span className="grow" />
            <button className="btn ghost small" onClick={clear}>Select none</button>
          </div>
        )}
        {frozenAt && (
          <div className="frozen" role="status">
            <Icon name="freeze" />As of {clock(frozenAt)}, {waiting === 0 ? "nothing changed since" : `${count(waiting, "row")} changed since`}
            <button className="btn small" onClick={() => table.thaw()}>Show now</button>
          </div>
        )}
        {problem && !filterFault && <ProblemNote problem={problem} retry={() => table.retry()} />}
        {csvProblem && <ProblemNote problem={csvProblem} />}
      </div>
      <div className="table-room" tabIndex={0} aria-label={`${kind.title}: arrows move, space selects, Enter opens`}
        aria-activedescendant={active >= 0 ? `row-${active}` : undefined} role="group">
        {rows.length > 0 ? (
          <Grid kind={kind} columns={columns} widths={isNarrow ? columns.map(() => 0).map((_, index) => [150, 116, 96][index] ?? 90) : widths} rows={rows} sort={readSort(sort)} selection={selection} canSelect={canSelect}
            active={active} setActive={setActive} startRow={view.row} onRow={noteRow} scroller={scroller} viewKey={filter + sort}
            onSort={turn} />
        ) : loading ? <Waiting /> : view.filter && !problem ? (
          <Empty icon="search" title="Nothing matches this filter">
            {wider && <><p>= wants the whole text. Parts of it are found by:</p><button className="btn pri mono" onClick={() => setQuery({ filter: wider }, "push")}>{wider}</button></>}
            <button className="btn" onClick={() => setQuery({ filter: undefined }, "push")}>Take the filter away</button>
          </Empty>
        ) : problem ? null : empty}
      </div>
      <div className="foot" role="status">
        <span>{count(total, "row")}{rows.length < total && `, ${rows.length.toLocaleString("en")} loaded`}</span>
        {loading && rows.length > 0 && <span className="faint">loading…</span>}
        {!loading && rows.length < total && <span>Filter to see the others</span>}
      </div>
    </div>
  )
}
