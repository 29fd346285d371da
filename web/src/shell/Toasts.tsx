import { useEffect } from "react"
import { change } from "../api/actions"
import { path } from "../api/client"
import { Operation } from "../api/types"
import { dismissOutcome, Outcome, outcomes } from "../live/ask"
import { followed, isSettled, operations, unfollow } from "../live/operations"
import { useStore } from "../live/store"
import { count, verbOf } from "../format/words"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Bar } from "../ui/parts"
import { State } from "../ui/State"

const readingTime = 4500

const OperationToast = ({ operation }: { operation: Operation }) => {
  const isGood = operation.state === "succeeded" && !operation.notes?.length
  useEffect(() => {
    if (!isGood) return
    const timer = setTimeout(() => unfollow(operation.id), readingTime)
    return () => clearTimeout(timer)
  }, [isGood, operation.id])
  return (
    <div className="toast" role="status">
      <header>
        <State state={operation.state} />
        <Link to={`/operations/${operation.id}`}><b>{verbOf(operation.kind)}</b> {operation.target.name}</Link>
        {operation.cancellable && !isSettled(operation) && (
          <button className="btn ghost small" onClick={() => void change("DELETE", path("operations", operation.id)).catch(() => {})}>Cancel</button>
        )}
        {isSettled(operation) && <button className="btn ghost square" aria-label="Close" onClick={() => unfollow(operation.id)}><Icon name="close" /></button>}
      </header>
      {!isSettled(operation) && <><span className="faint">{operation.progress.step}</span><Bar part={operation.progress.fraction} /></>}
      {operation.error && <div className="fault">{operation.error.detail || operation.error.title}</div>}
      {operation.notes?.map((note) => <div key={note} className="dim">{note}</div>)}
    </div>
  )
}

const OutcomeToast = ({ outcome }: { outcome: Outcome }) => {
  const isOver = outcome.done + outcome.failed.length === outcome.of
  const isGood = isOver && outcome.failed.length === 0
  useEffect(() => {
    if (!isGood) return
    const timer = setTimeout(() => dismissOutcome(outcome.id), readingTime)
    return () => clearTimeout(timer)
  }, [isGood, outcome.id])
  return (
    <div className="toast" role="status">
      <header>
        <State state={!isOver ? "running" : outcome.failed.length > 0 ? "failed" : "succeeded"} />
        <b>{outcome.action.label}</b>
        {outcome.of > 1 && <span className="dim">{outcome.done} of {outcome.of} done</span>}
        {isOver && <button className="btn ghost square" aria-label="Close" onClick={() => dismissOutcome(outcome.id)}><Icon name="close" /></button>}
      </header>
      {!isOver && <Bar part={(outcome.done + outcome.failed.length) / outcome.of} />}
      {outcome.failed.slice(0, 4).map(({ name, problem }) => <div key={name} className="fault"><b>{name}</b>: {problem.detail || problem.title}</div>)}
      {outcome.failed.length > 4 && <Link className="link" to="/operations?filter=state = failed">{count(outcome.failed.length - 4, "more")} failed</Link>}
    </div>
  )
}

/** What the reader began is told about until it is done; failures stay until they are read. */
export const Toasts = () => {
  const known = useStore(operations)
  const ids = useStore(followed)
  const bulk = useStore(outcomes)
  const isBulk = bulk.some((outcome) => outcome.of > 1 && outcome.done + outcome.failed.length < outcome.of)
  const single = bulk.filter((outcome) => outcome.of > 1 || outcome.isAlone || outcome.failed.some(({ problem }) => !ids.some((id) => known.get(id)?.error === problem)))
  return (
    <div className="toasts" aria-live="polite">
      {!isBulk && ids.map((id) => known.get(id)).map((operation) => operation && <OperationToast key={operation.id} operation={operation} />)}
      {single.map((outcome) => <OutcomeToast key={outcome.id} outcome={outcome} />)}
    </div>
  )
}
