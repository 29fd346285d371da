import { Suspense } from "react"
import { useMay } from "../api/session"
import { Kind, VM } from "../api/types"
import { cellsOf } from "../format/thing"
import { useResource } from "../live/useResource"
import { Absent, GoneNote } from "../pieces/Gone"
import { History } from "../pieces/History"
import { Tab, Tabs } from "../pieces/Tabs"
import { Verbs } from "../pieces/Verbs"
import { useCrumb } from "../shell/crumb"
import { later } from "../ui/later"
import { Waiting } from "../ui/parts"
import { State } from "../ui/State"
import { usePlace } from "../url/router"
import { Definition } from "./Definition"
import { Disks } from "./Disks"
import { OpenDialog } from "./dialogs/OpenDialog"
import { Guest } from "./Guest"
import { HostDevices } from "./HostDevices"
import { NICs } from "./NICs"
import { Snapshots } from "./Snapshots"
import { Summary } from "./Summary"

const Display = later(() => import("../display/Display").then((module) => module.Display))
const VMTerminal = later(() => import("./VMTerminal").then((module) => module.VMTerminal))

const Count = ({ number }: { number: number }) => <span className="faint"> {number}</span>

const tabsOf = (vm: VM, mayUse: boolean, mayOperate: boolean): Tab[] => [
  { name: "summary", title: "Summary" },
  ...(vm.graphics.length > 0 ? [{ name: "display", title: "Display" }] : []),
  ...(mayUse ? [{ name: "terminal", title: "Terminal" }] : []),
  { name: "disks", title: <>Disks<Count number={vm.disks.length} /></> },
  { name: "nics", title: <>NICs<Count number={vm.nics.length} /></> },
  ...(vm.hostDevices.length > 0 || (vm.managed && mayOperate) ? [{ name: "devices", title: <>Host devices<Count number={vm.hostDevices.length} /></> }] : []),
  { name: "snapshots", title: vm.snapshots > 0 ? <>Snapshots<Count number={vm.snapshots} /></> : "Snapshots" },
  ...(vm.managed ? [{ name: "guest", title: "Guest" }] : []),
  { name: "history", title: "History" },
  { name: "xml", title: "XML" },
]

const Part = ({ vm, tab }: { vm: VM; tab: string }) => {
  switch (tab) {
    case "display": return <div className="tab-body fill"><Display vm={vm} /></div>
    case "terminal": return <div className="tab-body fill"><VMTerminal vm={vm} /></div>
    case "disks": return <div className="tab-body"><Disks vm={vm} /></div>
    case "nics": return <div className="tab-body"><NICs vm={vm} /></div>
    case "devices": return <div className="tab-body"><HostDevices vm={vm} /></div>
    case "snapshots": return <div className="tab-body"><Snapshots vm={vm} /></div>
    case "guest": return <div className="tab-body"><Guest vm={vm} /></div>
    case "history": return <div className="tab-body fill"><History id={vm.id} /></div>
    case "xml": return <div className="tab-body"><Definition vm={vm} /></div>
    default: return <div className="tab-body"><Summary vm={vm} /></div>
  }
}

export const VMPage = ({ kind, reference }: { kind: Kind; reference: string }) => {
  const { item: vm, problem, gone, reload } = useResource<VM>(kind.name, kind.plural, reference)
  const { query } = usePlace()
  const mayUse = useMay("user")
  const mayOperate = useMay("operator")
  useCrumb({ title: kind.title, to: "/vms" }, { title: vm?.name ?? reference })
  if (!vm) return <Absent problem={problem} list="/vms" title={kind.title} reload={reload} />
  const tab = query.get("tab") ?? "summary"
  const cells = { ...cellsOf({ ...vm }), host: vm.hostName }
  return (
    <div className="body flush">
      <div className="title-bar">
        <h1>{vm.name}</h1><State state={vm.state} note={vm.staleSince ? "host is silent" : undefined} />
        <span className="faint hide-s">{vm.title}</span>
        {vm.tags.map((tag) => <span key={tag} className="tag">{tag}</span>)}
        <span className="grow" />{!gone && <Verbs kind={kind} cells={cells} />}
      </div>
      <Tabs tabs={tabsOf(vm, mayUse, mayOperate)} current={tab} />
      {gone && <GoneNote name={vm.name} list="/vms" title={kind.title} />}
      <Suspense fallback={<Waiting />}><Part vm={vm} tab={tab} /></Suspense>
      {!gone && <OpenDialog vm={vm} />}
    </div>
  )
}
