import { Kind, Operation } from "../api/types"
import { VerbDialog } from "../dialogs/VerbDialog"
import { cellsOf } from "../format/thing"
import { verbOf } from "../format/words"
import { operations } from "../live/operations"
import { useStore } from "../live/store"
import { useAnswer } from "../live/useAnswer"
import { useResource } from "../live/useResource"
import { Absent, GoneNote } from "../pieces/Gone"
import { History } from "../pieces/History"
import { Tabs } from "../pieces/Tabs"
import { Verbs } from "../pieces/Verbs"
import { Page } from "../api/types"
import { Cells } from "../live/rows"
import { useCrumb } from "../shell/crumb"
import { CellView } from "../table/CellView"
import { Card, Facts, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { State } from "../ui/State"
import { usePlace } from "../url/router"
import { extras } from "./extras"

interface Thing extends Record<string, unknown> {
  id: string
  name?: string
}

/** Its cells as the kind declares them: the same words as in the table. */
const useCells = (kind: Kind, id: string | undefined) =>
  useAnswer<Page<Cells>>(id ? `/api/v1/${kind.plural}` : null, [kind.name], { filter: `id = ${id ?? ""}`, columns: kind.columns.map((column) => column.name).join(","), limit: 1 })

const OperationNow = ({ operation }: { operation: Operation }) => (
  <Card title="Progress">
    <div className="stack">
      <div className="between"><span>{operation.progress.step}</span><b>{Math.round(operation.progress.fraction * 100)}%</b></div>
      <span className="progress wide"><i style={{ width: `${operation.progress.fraction * 100}%` }} /></span>
      {operation.error && <ProblemNote problem={operation.error} />}
      {operation.notes?.map((note) => <div key={note} className="note info">{note}</div>)}
    </div>
  </Card>
)

/** Any thing that has no page of its own kind: what it is, its verbs, its history. */
export const ThingPage = ({ kind, reference }: { kind: Kind; reference: string }) => {
  const { item, problem, gone, reload } = useResource<Thing>(kind.name, kind.plural, reference)
  const { query } = usePlace()
  const cells = useCells(kind, item?.id).value?.items[0]
  const live = useStore(operations).get(item?.id ?? "")
  const list = `/${kind.plural}`
  const operation = kind.name === "operation" ? live ?? (item as unknown as Operation | undefined) : undefined
  const name = operation ? `${verbOf(operation.kind)} ${operation.target.name}` : String(item?.name ?? reference)
  useCrumb({ title: kind.title, to: list }, { title: name })
  if (!item) return <Absent problem={problem} list={list} title={kind.title} reload={reload} />
  const tab = query.get("tab") ?? "summary"
  const now = cells ?? cellsOf(item)
  const state = operation?.state ?? (typeof now.state === "string" ? now.state : undefined)
  const Extra = extras[kind.name]
  return (
    <div className="body flush">
      <div className="title-bar">
        <h1>{name}</h1>{state && <State state={state} />}<span className="grow" />
        {!gone && <Verbs kind={kind} cells={{ ...now, ...(state ? { state } : {}) }} />}
      </div>
      <Tabs current={tab} tabs={[{ name: "summary", title: "Summary" }, ...(kind.name === "operation" ? [] : [{ name: "history", title: "History" }]), { name: "raw", title: "Raw" }]} />
      {!gone && <VerbDialog kind={kind} id={item.id} cells={now} />}
      {tab === "history" ? <div className="tab-body fill"><History id={item.id} /></div> : tab === "raw" ? (
        <div className="tab-body"><pre className="text" tabIndex={0}>{JSON.stringify(operation ?? item, null, 2)}</pre></div>
      ) : (
        <div className="tab-body">
          <div className={Extra || operation ? "grid two max" : "grid max"}>
            <div className="stack">
              {gone && <GoneNote name={name} list={list} title={kind.title} />}
              {operation && <OperationNow operation={operation} />}
              {Extra && <Extra id={item.id} />}
              {!Extra && !operation && <Card title="What it is">{cells ? <AllFacts kind={kind} cells={cells} /> : <Waiting />}</Card>}
            </div>
            {(Extra || operation) && <Card title="What it is">{cells ? <AllFacts kind={kind} cells={cells} /> : <Waiting />}</Card>}
          </div>
        </div>
      )}
    </div>
  )
}

const AllFacts = ({ kind, cells }: { kind: Kind; cells: Cells }) => (
  <Facts facts={kind.columns
    .filter((column) => !["name", "state"].includes(column.name) && cells[column.name] !== null && cells[column.name] !== "" && cells[column.name] !== undefined && !(column.link && Array.isArray(cells[column.name]) && (cells[column.name] as string[]).length === 0))
    .map((column) => [column.title, column.type === "list" && !column.link
      ? (cells[column.name] as string[]).join(", ") || "none"
      : <CellView key={column.name} kind={kind} column={column} cells={cells} />])} />
)
