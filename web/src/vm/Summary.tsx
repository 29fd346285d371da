import { useState } from "react"
import { change } from "../api/actions"
import { asProblem, path } from "../api/client"
import { useMay } from "../api/session"
import { Problem, VM } from "../api/types"
import { ago, bytes, dateTime } from "../format/cell"
import { readSize } from "../format/words"
import { Charts } from "../pieces/Charts"
import { Dialog } from "../ui/Dialog"
import { CheckField, faultOf, TextField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Card, Command, Facts } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { Thumbnail } from "./Thumbnail"
import { WhyHere } from "./WhyHere"

const Change = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [cpus, setCPUs] = useState(String(vm.cpus))
  const [memory, setMemory] = useState(bytes(vm.memory))
  const [tags, setTags] = useState(vm.tags.join(", "))
  const [note, setNote] = useState(vm.description ?? "")
  const [autostart, setAutostart] = useState(vm.autostart)
  const [isProtected, setProtected] = useState(vm.deleteProtection)
  const [problem, setProblem] = useState<Problem>()
  const size = readSize(memory)
  const save = async () => {
    const body: Record<string, unknown> = {}
    if (Number(cpus) !== vm.cpus) body.cpus = Number(cpus)
    if (size !== null && bytes(size) !== bytes(vm.memory)) body.memory = size
    const next = tags.split(",").map((tag) => tag.trim()).filter(Boolean)
    if (next.join() !== vm.tags.join()) body.tags = next
    if (note !== (vm.description ?? "")) body.description = note
    if (autostart !== vm.autostart) body.autostart = autostart
    if (isProtected !== vm.deleteProtection) body.deleteProtection = isProtected
    if (Object.keys(body).length === 0) return onClose()
    try {
      await change("PATCH", path("vms", vm.id), body)
      onClose()
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  return (
    <Dialog title={`Change ${vm.name}`} onClose={onClose}>
      <div className="fields">
        <TextField label="CPUs" value={cpus} onChange={setCPUs} type="number" fault={faultOf(problem, "/cpus")} hint={`up to ${vm.maximumCPUs} without a restart`} />
        <TextField label="Memory" value={memory} onChange={setMemory} fault={size === null ? "a size such as 4 GiB" : faultOf(problem, "/memory")} hint={`up to ${bytes(vm.maximumMemory)} without a restart`} />
        <TextField label="Tags" value={tags} onChange={setTags} wide fault={faultOf(problem, "/tags")} hint="with commas between" />
        <TextField label="Note" value={note} onChange={setNote} wide rows={3} fault={faultOf(problem, "/description")} />
        <CheckField label="Starts with its host" checked={autostart} onChange={setAutostart} />
        <CheckField label="Nobody deletes it" checked={isProtected} onChange={setProtected} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={["/cpus", "/memory", "/tags", "/description"]} />}
      <Command text={`apus vm set ${vm.name} --cpus ${cpus} --memory ${memory.replace(/[ iB]/g, "")}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={size === null} onClick={() => void save()}>Change</button></footer>
    </Dialog>
  )
}

const Notes = ({ vm }: { vm: VM }) => (
  <>
    {vm.staleSince && <div className="note"><Icon name="warn" /><div className="note-body">Its host has not answered since {dateTime(vm.staleSince)}; this is how it was last seen.<div className="note-verbs"><Link className="btn small" to={`/hosts/${vm.host}?tab=doctor`}>Examine the host</Link></div></div></div>}
    {!vm.managed && <div className="note info"><Icon name="link" /><div className="note-body">Apus did not make this machine. It can be run and looked at; adopt it to change its disks, NICs and settings. Only Apus's own metadata are written.</div></div>}
    {vm.template && <div className="note info"><Icon name="copy" /><div className="note-body">A template: it is never started. <Link className="link" to={`/vms/new?template=${encodeURIComponent(vm.name)}`}>Make a VM from it</Link></div></div>}
  </>
)

export const Summary = ({ vm }: { vm: VM }) => {
  const [isChanging, setChanging] = useState(false)
  const mayChange = useMay("user") && vm.managed
  const hasScreen = vm.graphics.length > 0 && vm.state === "running"
  return (
    <div className="grid two max">
      <div className="stack">
        <Notes vm={vm} />
        <Card title="What it is" side={mayChange && <button className="btn small" onClick={() => setChanging(true)}>Change</button>}>
          <Facts facts={[
            ["Host", <Link className="link" to={`/hosts/${vm.host}`}>{vm.hostName}</Link>],
            ["Size", `${vm.cpus} CPU${vm.cpus === 1 ? "" : "s"}, ${bytes(vm.memory)} memory`],
            ["Addresses", vm.addresses.length > 0 && <span className="mono">{vm.addresses.map((one) => one.address).join(", ")}</span>],
            ["Image", vm.image && <Link className="link" to={`/images/${encodeURIComponent(vm.image)}`}>{vm.image}</Link>],
            ["Instance type", vm.instanceType && <Link className="link" to={`/instance-types/${encodeURIComponent(vm.instanceType)}`}>{vm.instanceType}</Link>],
            ["Cloned from", vm.clonedFrom],
            ["Made", vm.createdAt && <span title={dateTime(vm.createdAt)}>{ago(vm.createdAt)}{vm.createdBy && ` by ${vm.createdBy}`}</span>],
            ["Guest agent", vm.agent],
            ["Starts with host", vm.autostart ? "yes" : "no"],
            ["Protected", vm.deleteProtection && "nobody deletes it"],
            ["Note", vm.description],
          ]} />
        </Card>
        <Charts address={path("vms", vm.id, "stats")} />
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
        <WhyHere vm={vm} />
      </div>
      {isChanging && <Change vm={vm} onClose={() => setChanging(false)} />}
    </div>
  )
}
