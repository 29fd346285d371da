import { Suspense } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { Host, Kind } from "../api/types"
import { isTerm } from "../filter/syntax"
import { bytes, dateTime } from "../format/cell"
import { cellsOf } from "../format/thing"
import { findKind, kinds } from "../live/kinds"
import { useStore } from "../live/store"
import { useAnswer } from "../live/useAnswer"
import { useResource } from "../live/useResource"
import { Charts } from "../pieces/Charts"
import { Absent, GoneNote } from "../pieces/Gone"
import { Tab, Tabs } from "../pieces/Tabs"
import { Verbs } from "../pieces/Verbs"
import { useCrumb } from "../shell/crumb"
import { KindTable } from "../table/KindTable"
import { later } from "../ui/later"
import { Card, Command, Empty, Facts, Meter, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { State } from "../ui/State"
import { usePlace } from "../url/router"

const HostShell = later(() => import("./HostShell").then((module) => module.HostShell))

const Summary = ({ host }: { host: Host }) => (
  <div className="grid two max">
    <div className="stack">
      {host.fault && <div className="note bad"><div className="note-body"><b>It does not answer</b>{host.fault}</div></div>}
      {host.warnings.map((warning) => <div key={warning} className="note">{warning}</div>)}
      <Card title="What is promised">
        <div className="stack">
          <div className="between"><span>CPUs: {host.cpusAllocated} of {host.cpus} promised</span><Meter part={host.cpusAllocated / Math.max(1, host.cpus)} label="CPUs promised" isCalm /></div>
          <div className="between"><span>Memory: {bytes(host.memoryAllocated)} of {bytes(host.memory)} promised, {bytes(host.memoryFree)} free now</span><Meter part={host.memoryAllocated / Math.max(1, host.memory)} label="Memory promised" /></div>
        </div>
      </Card>
      <Charts address={path("hosts", host.id, "stats")} />
    </div>
    <div className="stack">
      <Card title="What it is">
        <Facts facts={[
          ["Provider", host.providerName], ["CPU", `${host.cpuModel} ${host.arch}`.trim()], ["Hypervisor", `${host.hypervisor} ${host.hypervisorVersion}`], ["libvirt", host.libvirtVersion],
          ["Accelerators", host.accelerators.join(", ")], ["Mode", host.mode], ["Last seen", host.lastSeen && dateTime(host.lastSeen)],
          ["Labels", Object.entries(host.labels).map(([name, value]) => <span key={name} className="tag">{name}={value}</span>)], ["UUID", <span className="mono">{host.id}</span>],
        ]} />
      </Card>
      <Card title="From a shell"><Command text={`apus host show ${host.name}`} /></Card>
    </div>
  </div>
)

interface Check {
  name: string
  state: "ok" | "warning" | "failed"
  detail: string
}

const shape = { ok: "run", warning: "warn", failed: "bad" } as const

const Doctor = ({ host }: { host: Host }) => {
  const { value, problem, reload } = useAnswer<{ checks: Check[] }>(path("hosts", host.id, "doctor"))
  if (problem) return <ProblemNote problem={problem} retry={reload} />
  if (!value) return <Waiting what="Examining" />
  const order = ["failed", "warning", "ok"]
  return (
    <div className="max">
      <Card title="What the doctor says" side={<button className="btn small" onClick={reload}>Look again</button>} flush>
        <ul className="attention">
          {[...value.checks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).map((check) => (
            <li key={check.name}><span className={`state ${shape[check.state]}`}>{check.name}</span><span className="what dim">{check.detail}</span></li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

const Table = ({ host, name, filter }: { host: Host; name: string; filter: string }) => {
  const kind = findKind(useStore(kinds), name)
  return kind ? <div className="tab-body fill"><KindTable kind={kind} fixedFilter={filter} empty={<Empty icon="search" title={`${host.name} has none`} />} /></div> : null
}

const parts: Record<string, string> = { vms: "vm", networks: "network", pools: "pool", volumes: "volume" }

export const HostPage = ({ kind, reference }: { kind: Kind; reference: string }) => {
  const { item: host, problem, gone, reload } = useResource<Host>(kind.name, kind.plural, reference)
  const { query } = usePlace()
  const mayShell = useMay("administrator")
  useCrumb({ title: kind.title, to: "/hosts" }, { title: host?.name ?? reference })
  if (!host) return <Absent problem={problem} list="/hosts" title={kind.title} reload={reload} />
  const tab = query.get("tab") ?? "summary"
  const tabs: Tab[] = [
    { name: "summary", title: "Summary" }, { name: "vms", title: <>VMs <span className="faint">{host.vms.length}</span></> }, { name: "networks", title: "Networks" },
    { name: "pools", title: "Storage pools" }, { name: "volumes", title: "Volumes" }, ...(mayShell ? [{ name: "shell", title: "Shell" }] : []), { name: "doctor", title: "Doctor" },
  ]
  const part = parts[tab]
  return (
    <div className="body flush">
      <div className="title-bar"><h1>{host.name}</h1><State state={host.state} note={host.mode} /><span className="grow" />{!gone && <Verbs kind={kind} cells={cellsOf({ ...host })} />}</div>
      <Tabs tabs={tabs} current={tab} />
      {gone && <GoneNote name={host.name} list="/hosts" title={kind.title} />}
      <Suspense fallback={<Waiting />}>
        {part ? <Table key={tab} host={host} name={part} filter={isTerm("host", host.name)} />
          : tab === "shell" ? <div className="tab-body fill"><HostShell host={host} /></div>
          : <div className="tab-body">{tab === "doctor" ? <Doctor host={host} /> : <Summary host={host} />}</div>}
      </Suspense>
    </div>
  )
}
