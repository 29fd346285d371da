import { useMemo } from "react"
import { Capacity, Host, Operation, Page } from "../api/types"
import { ago, bytes } from "../format/cell"
import { count, verbOf } from "../format/words"
import { Cells } from "../live/rows"
import { isSettled, operations } from "../live/operations"
import { useStore } from "../live/store"
import { useAnswer } from "../live/useAnswer"
import { useCrumb } from "../shell/crumb"
import { Card, Command, Empty, Meter, Waiting } from "../ui/parts"
import { Link } from "../ui/Link"
import { ProblemNote } from "../ui/ProblemNote"
import { State } from "../ui/State"
import { Attention } from "./Attention"

const Tile = ({ to, title, value, unit, note }: { to: string; title: string; value: string; unit?: string; note: string }) => (
  <Link to={to} className="card"><div><div className="dim">{title}</div><div className="big">{value} {unit && <small>{unit}</small>}</div><div className="faint">{note}</div></div></Link>
)

const Hosts = ({ hosts }: { hosts: Page<Host> }) => (
  <Card title="Hosts" side={<Link className="link" to="/hosts">all {hosts.total}</Link>} flush>
    <div className="scroll-x">
      <table className="plain">
        <thead><tr><th>Name</th><th>State</th><th>CPUs promised</th><th>Memory promised</th><th className="n">VMs</th></tr></thead>
        <tbody>
          {hosts.items.map((host) => (
            <tr key={host.id}>
              <td><Link className="name" to={`/hosts/${host.id}`}>{host.name}</Link></td>
              <td><State state={host.state} note={host.mode} /></td>
              <td><Meter part={host.cpusAllocated / Math.max(1, host.cpus)} label="CPUs promised" isCalm /> <span className="faint">{host.cpusAllocated} of {host.cpus}</span></td>
              <td><Meter part={host.memoryAllocated / Math.max(1, host.memory)} label="Memory promised" /> <span className="faint">{bytes(host.memoryAllocated)} of {bytes(host.memory)}</span></td>
              <td className="n">{host.vms.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
)

const Doing = ({ operation }: { operation: Operation }) => (
  <div className="op">
    <Link to={`/operations/${operation.id}`}><b>{verbOf(operation.kind)}</b> {operation.target.name}</Link>
    <span className="faint">{isSettled(operation) ? ago(operation.finishedAt ?? operation.createdAt) : operation.progress.step}</span>
    <State state={operation.state} note={operation.error?.detail.slice(0, 120)} />
    {!isSettled(operation) && <span className="progress wide"><i style={{ width: `${operation.progress.fraction * 100}%` }} /></span>}
  </div>
)

const Latest = () => {
  const latest = useAnswer<Page<Operation>>("/api/v1/operations", ["operation"], { sort: "-number", limit: 8 })
  const known = useStore(operations)
  const shown = useMemo(() => (latest.value?.items ?? []).map((operation) => known.get(operation.id) ?? operation), [latest.value, known])
  return (
    <Card title="Latest operations" side={<Link className="link" to="/operations">all</Link>} flush>
      {shown.length === 0 ? <div className="op faint">{latest.value ? "Nothing was done yet." : "Loading…"}</div> : shown.map((operation) => <Doing key={operation.id} operation={operation} />)}
    </Card>
  )
}

const Fits = ({ capacity }: { capacity: Capacity }) => (
  <Card title="Still fits">
    {capacity.instanceTypes.length === 0 ? <Command text="apus instance-type create small --cpus 1 --memory 256M" /> : (
      <table className="plain">
        <tbody>
          {capacity.instanceTypes.map((type) => (
            <tr key={type.instanceType}>
              <td><Link to={`/vms/new?type=${encodeURIComponent(type.instanceType)}`} className="name">{type.instanceType}</Link></td>
              <td className="faint">{type.cpus} CPU · {bytes(type.memory)}</td><td className="n"><b>{type.fit.toLocaleString("en")}</b></td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Card>
)

export const Overview = () => {
  useCrumb({ title: "Overview" })
  const hosts = useAnswer<Page<Host>>("/api/v1/hosts", ["host"], { limit: 12, sort: "state,-memoryAllocated" })
  const running = useAnswer<Page<Cells>>("/api/v1/vms", ["vm"], { filter: "state = running", limit: 1, columns: "id" })
  const all = useAnswer<Page<Cells>>("/api/v1/vms", ["vm"], { limit: 1, columns: "id" })
  const capacity = useAnswer<Capacity>("/api/v1/capacity", ["host", "vm", "instance-type"])
  const problem = hosts.problem ?? all.problem
  if (problem) return <div className="body"><ProblemNote problem={problem} retry={hosts.reload} /></div>
  if (!hosts.value || !all.value || !capacity.value) return <Waiting />
  if (hosts.value.total === 0) {
    return (
      <div className="body">
        <Empty icon="host" title="Begin with a provider">
          <p>A provider is a libvirt that Apus reaches: this machine's own, or another's over SSH. Nothing on it is changed by adding it.</p>
          <Link className="btn pri" to="/providers?add=1">Add a provider</Link><Command text="apus provider add lab qemu:///system" />
        </Empty>
      </div>
    )
  }
  const { cpus, memory, open, hosts: hostCount, instanceTypes } = capacity.value
  const best = [...instanceTypes].sort((a, b) => b.fit - a.fit)[0]
  const share = (part: { allocated: number; capacity: number }) => `${Math.round((part.allocated / Math.max(1, part.capacity)) * 100)}`
  return (
    <div className="body">
      <div className="grid max">
        <div className="grid tiles">
          <Tile to="/vms?filter=state = running" title="Running now" value={(running.value?.total ?? 0).toLocaleString("en")} unit={`of ${count(all.value.total, "VM")}`} note={count(hosts.value.total, "host")} />
          <Tile to="/hosts" title="CPUs promised" value={share(cpus)} unit="%" note={`${cpus.allocated.toLocaleString("en")} of ${cpus.capacity.toLocaleString("en")}`} />
          <Tile to="/hosts" title="Memory promised" value={share(memory)} unit="%" note={`${bytes(memory.allocated)} of ${bytes(memory.capacity)}`} />
          <Tile to="/vms/new" title="Still fits" value={best ? best.fit.toLocaleString("en") : "–"} unit={best ? `× ${best.instanceType}` : undefined} note={`${open} of ${count(hostCount, "host")} take new VMs`} />
        </div>
        <div className="grid two">
          <div className="stack"><Attention /><Hosts hosts={hosts.value} /></div>
          <div className="stack"><Latest /><Fits capacity={capacity.value} /></div>
        </div>
      </div>
    </div>
  )
}
