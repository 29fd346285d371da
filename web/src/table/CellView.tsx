import { memo } from "react"
import { CellValue, Column, Kind } from "../api/types"
import { isTerm, literal } from "../filter/syntax"
import { cellText } from "../format/cell"
import { verbOf } from "../format/words"
import { findKind, kinds } from "../live/kinds"
import { operations } from "../live/operations"
import { Cells } from "../live/rows"
import { useStore } from "../live/store"
import { Bar, Meter } from "../ui/parts"
import { Link } from "../ui/Link"
import { State } from "../ui/State"

const listOf = (kind: Kind, names: string[]) =>
  `/${kind.plural}?filter=${encodeURIComponent(names.length === 1 ? isTerm("name", names[0] as string) : `name = "(${names.map(literal).map((name) => name.replace(/^"|"$/g, "")).join("|")})"`)}`

/** A cell that names rows of another kind leads there: to the one, or to the list of them. */
const LinkCell = ({ value, column }: { value: CellValue; column: Column }) => {
  // The kinds stay as they are once they are loaded: no cell needs to wait for news of them.
  const kind = findKind(kinds.get(), column.link ?? "")
  const names = (Array.isArray(value) ? value : [String(value)]).filter((name) => name !== "")
  const first = names[0]
  if (!kind || first === undefined) return <>{cellText(value, column)}</>
  const shown = kind.name === "operation" ? "show" : first
  return (
    <>
      <Link className="link" to={`/${kind.plural}/${encodeURIComponent(first)}`}>{shown}</Link>
      {names.length > 1 && <Link className="link more" to={listOf(kind, names)} title={names.slice(0, 30).join(", ")}>+{names.length - 1}</Link>}
    </>
  )
}

const Doing = ({ id }: { id: string }) => {
  const operation = useStore(operations).get(id)
  if (!operation) return null
  return <Bar part={operation.progress.fraction} />
}

/** The state with its cause, what is being done about it, and the age of a silent host's news. */
const StateCell = ({ cells }: { cells: Cells }) => {
  const native = typeof cells.nativeState === "string" ? cells.nativeState : ""
  const cause = /\(([^)]+)\)/.exec(native)?.[1]
  const tells = cells.state === "paused" || cells.state === "crashed" ? cause : undefined
  return (
    <>
      <State state={String(cells.state)} note={cells.staleSince ? "host is silent" : tells} />
      {typeof cells.operation === "string" && cells.operation !== "" && <Doing id={cells.operation} />}
    </>
  )
}

const Tags = ({ value }: { value: string[] }) => <>{value.slice(0, 3).map((tag) => <span key={tag} className="tag">{tag}</span>)}{value.length > 3 && `+${value.length - 3}`}</>

const plain = new Set(["tags", "labels"])

export const CellView = memo(({ kind, column, cells }: { kind: Kind; column: Column; cells: Cells }) => {
  const value = cells[column.name]
  if (column.name === "name" || (column.name === "number" && !kind.columns.some(({ name }) => name === "name"))) {
    return <Link className="name" to={`/${kind.plural}/${encodeURIComponent(String(cells.id))}`}>{String(value ?? "")}</Link>
  }
  if (value === null || value === undefined || value === "") return <span className="faint">{column.name === "mode" ? "" : "–"}</span>
  if (column.name === "state") return <StateCell cells={cells} />
  if (column.link) return <LinkCell value={value} column={column} />
  if (plain.has(column.name) && Array.isArray(value)) return <Tags value={value} />
  if (column.name === "kind" && kind.name === "operation") return <>{verbOf(String(value))} <span className="faint">{String(value).split(".")[0]}</span></>
  if (column.unit === "%" && typeof value === "number") return <><Meter part={value / 100} label={column.title} isCalm={column.name !== "used"} /> {cellText(value, column)}</>
  return <span title={Array.isArray(value) && value.length > 1 ? value.join("\n") : undefined}>{cellText(value, column)}</span>
})
