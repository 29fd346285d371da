import { path } from "../api/client"
import { useMay } from "../api/session"
import { VM } from "../api/types"
import { ago, bytes, dateTime } from "../format/cell"
import { Charts } from "../pieces/Charts"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Card, Command, Facts } from "../ui/parts"
import { setQuery } from "../url/router"
import { Thumbnail } from "./Thumbnail"
import { WhyHere } from "./WhyHere"

const Notes = ({ vm }: { vm: VM }) => (
  <>
    {vm.staleSince && <div className="note"><Icon name="warn" /><div className="note-body">Its host has not answered since {dateTime(vm.staleSince)}; this is how it was last seen.<div className="note-verbs"><Link className="btn small" to={`/hosts/${vm.host}?tab=doctor`}>Examine the host</Link></div></div></div>}
    {!vm.managed && <div className="note info"><Icon name="link" /><div className="note-body">Apus did not make this machine. It can be run and looked at; adopt it to change its disks, NICs and settings. Only Apus's own metadata are written.</div></div>}
    {vm.template && <div className="note info"><Icon name="copy" /><div className="note-body">A template: it is never started. <Link className="link" to={`/vms/new?template=${encodeURIComponent(vm.name)}`}>Make a VM from it</Link></div></div>}
  </>
)

export const Summary = ({ vm }: { vm: VM }) => {
  const mayChange = useMay("user") && vm.managed
  const hasScreen = vm.graphics.length > 0 && vm.state === "running"
  return (
    <div className="grid two max">
      <div className="stack">
        <Notes vm={vm} />
        <Card title="What it is" side={mayChange && <button className="btn small" onClick={() => setQuery({ do: "change" })}>Change</button>}>
          <Facts facts={[
            ["Host", <Link className="link" to={`/hosts/${vm.host}`}>{vm.hostName}</Link>],
            ["Size", `${vm.cpus} CPU${vm.cpus === 1 ? "" : "s"}, ${bytes(vm.memory)} memory`],
            ["Addresses", vm.addresses.length > 0 && <span className="mono">{vm.addresses.map((one) => one.address).join(", ")}</span>],
            ["Image", vm.image && <Link className="link" to={`/images/${encodeURIComponent(vm.image)}`}>{vm.image}</Link>],
            ["Instance type", vm.instanceType && <Link className="link" to={`/instance-types/${encodeURIComponent(vm.instanceType)}`}>{vm.instanceType}</Link>],
            ["Cloned from", vm.clonedFrom && <Link className="link" to={`/vms/${encodeURIComponent(vm.clonedFrom)}`}>{vm.clonedFrom}</Link>],
            ["Linked to", vm.linkedTo && <Link className="link" to={`/vms/${encodeURIComponent(vm.linkedTo)}`}>its template</Link>],
            ["Made", vm.createdAt && <span title={dateTime(vm.createdAt)}>{ago(vm.createdAt)}{vm.createdBy && ` by ${vm.createdBy}`}</span>],
            ["Guest agent", vm.agent],
            ["Starts with host", vm.autostart ? "yes" : "no"],
            ["Order of starts", vm.startOrder !== undefined && vm.startOrder > 0 && `${vm.startOrder}${vm.startDelay ? `, then ${vm.startDelay} s` : ""}`],
            ["Protected", [vm.deleteProtection && "nobody deletes it", vm.startProtection && "nobody starts it"].filter(Boolean).join(", ")],
            ["Note", vm.description],
          ]} />
        </Card>
        <Charts address={path("vms", vm.id, "stats")} isRunning={vm.state === "running" || vm.state === "paused"} />
        <Card title="Hardware">
          <Facts facts={[
            ["Machine", `${vm.machine} ${vm.arch}`.trim()], ["Accelerator", vm.accelerator], ["CPU model", vm.cpuModel], ["Firmware", vm.firmware],
            ["Display", vm.graphics.join(", ")], ["Video", vm.video.join(", ")], ["Native state", vm.nativeState], ["UUID", <span className="mono">{vm.id}</span>],
          ]} />
        </Card>
      </div>
      <div className="stack">
        {hasScreen && <Thumbnail vm={vm} />}
        <Card title="From a shell"><Command text={`apus vm show ${vm.name}`} /></Card>
        <WhyHere key={vm.host} vm={vm} />
      </div>
    </div>
  )
}
