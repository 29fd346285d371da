import { ReactNode } from "react"
import { actions, findAction } from "../api/actions"
import { useMay } from "../api/session"
import { Host, Operation, Page } from "../api/types"
import { bytes } from "../format/cell"
import { count, verbOf } from "../format/words"
import { perform } from "../live/ask"
import { Cells } from "../live/rows"
import { useAnswer } from "../live/useAnswer"
import { Link } from "../ui/Link"
import { Card } from "../ui/parts"
import { State } from "../ui/State"

const most = 5

const Line = ({ state, children, verbs }: { state: string; children: ReactNode; verbs: ReactNode }) => (
  <li><State state={state} /><span className="what">{children}</span><span className="row">{verbs}</span></li>
)

const Verb = ({ kind, name, cells, label }: { kind: string; name: string; cells: Cells; label?: string }) => {
  const action = findAction(kind, name)
  const may = useMay(action?.role ?? "administrator")
  if (!action || !may) return null
  return <button className="btn small" onClick={() => perform({ action, rows: [{ id: String(cells.id), cells }], kindTitle: kind })}>{label ?? action.label}</button>
}

/** What needs somebody, worst first, with the verbs that help. */
export const Attention = () => {
  const silent = useAnswer<Page<Host>>("/api/v1/hosts", ["host"], { filter: "state = unreachable", limit: most })
  const lost = useAnswer<Page<Cells>>("/api/v1/providers", ["provider"], { filter: "state = unreachable", columns: "id,name,address,fault", limit: most })
  const stuck = useAnswer<Page<Operation>>("/api/v1/operations", ["operation"], { filter: "state = stuck", limit: most })
  const crashed = useAnswer<Page<Cells>>("/api/v1/vms", ["vm"], { filter: "state = crashed", columns: "id,name,host,state,nativeState,managed", limit: most })
  const paused = useAnswer<Page<Cells>>("/api/v1/vms", ["vm"], { filter: 'state = paused, nativeState = ".*(I/O|error).*"', columns: "id,name,host,state,nativeState", limit: most })
  const full = useAnswer<Page<Cells>>("/api/v1/pools", ["pool"], { filter: "used > 90", columns: "id,name,host,used,available,state", sort: "-used", limit: most })
  const warned = useAnswer<Page<Host>>("/api/v1/hosts", ["host"], { filter: "warnings > 0", limit: most })
  const failed = useAnswer<Page<Operation>>("/api/v1/operations", ["operation"], { filter: "state = failed, createdAt < 1h", sort: "-number", limit: 3 })
  const answers = [silent, lost, stuck, crashed, paused, full, warned, failed]
  const total = answers.reduce((sum, answer) => sum + (answer.value?.total ?? 0), 0)
  const isReady = answers.every((answer) => answer.value ?? answer.problem)
  const hostNames = new Set(silent.value?.items.map((host) => host.providerName))
  return (
    <Card title={total > 0 ? `Needs you (${total})` : "Needs you"} flush>
      {!isReady ? <div className="op faint">Looking…</div> : total === 0 ? (
        <div className="op"><span className="state run">Nothing is wrong: every host answers, no operation is stuck, no pool is full.</span></div>
      ) : (
        <ul className="attention">
          {silent.value?.items.map((host) => (
            <Line key={host.id} state="unreachable" verbs={<Link className="btn small" to={`/hosts/${host.id}?tab=doctor`}>Examine</Link>}>
              <b>{host.name}</b> does not answer; its {count(host.vms.length, "VM")} are shown as last seen. <span className="dim">{host.fault}</span>
            </Line>
          ))}
          {lost.value?.items.filter((provider) => !hostNames.has(String(provider.name))).map((provider) => (
            <Line key={String(provider.id)} state="unreachable" verbs={<Link className="btn small" to={`/providers/${String(provider.id)}`}>Show</Link>}>
              Provider <b>{String(provider.name)}</b> cannot be reached: <span className="dim">{String(provider.fault ?? provider.address)}</span>
            </Line>
          ))}
          {stuck.value?.items.map((operation) => (
            <Line key={operation.id} state="stuck" verbs={<><Verb kind="operation" name="retry" cells={{ id: operation.id, number: operation.number, state: "stuck" }} /><Link className="btn small" to={`/operations/${operation.id}`}>Why</Link></>}>
              <b>{verbOf(operation.kind)} {operation.target.name}</b> came past its point of no return and cannot go on. <span className="dim">{operation.error?.detail}</span>
            </Line>
          ))}
          {[...(crashed.value?.items ?? []), ...(paused.value?.items ?? [])].map((vm) => (
            <Line key={String(vm.id)} state={String(vm.state)} verbs={(actions.vm ?? []).filter((action) => action.isMain && action.when(vm)).map((action) => <Verb key={action.name} kind="vm" name={action.name} cells={vm} />)}>
              <Link className="name" to={`/vms/${String(vm.id)}`}>{String(vm.name)}</Link> on {String(vm.host)}: <span className="dim">{String(vm.nativeState)}</span>
            </Line>
          ))}
          {full.value?.items.map((pool) => (
            <Line key={String(pool.id)} state="degraded" verbs={<Link className="btn small" to={`/pools/${String(pool.id)}`}>What fills it</Link>}>
              Pool <b>{String(pool.name)}</b> on {String(pool.host)} is {Number(pool.used).toFixed(0)}% full, {bytes(Number(pool.available))} are left.
            </Line>
          ))}
          {warned.value?.items.map((host) => (
            <Line key={"w" + host.id} state="degraded" verbs={<Link className="btn small" to={`/hosts/${host.id}?tab=doctor`}>Examine</Link>}>
              <b>{host.name}</b>: <span className="dim">{host.warnings.join("; ")}</span>
            </Line>
          ))}
          {failed.value?.items.map((operation) => (
            <Line key={operation.id} state="failed" verbs={<Link className="btn small" to={`/operations/${operation.id}`}>Show</Link>}>
              <b>{verbOf(operation.kind)} {operation.target.name}</b>: <span className="dim">{operation.error?.detail ?? operation.error?.title}</span>
            </Line>
          ))}
        </ul>
      )}
    </Card>
  )
}
