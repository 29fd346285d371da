import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { Page, VM } from "../api/types"
import { ago, dateTime } from "../format/cell"
import { useAnswer } from "../live/useAnswer"
import { Dialog } from "../ui/Dialog"
import { CheckField, faultOf, TextField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Card, Command, Empty, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useSend } from "./useSend"

interface Snapshot {
  id: string
  name: string
  kind: string
  state: string
  withMemory: boolean
  description?: string
  createdAt?: string
  parent?: string
  isCurrent: boolean
}

/** Parents before their children, with their depth. */
const tree = (all: Snapshot[], parent?: string, depth = 0): { snapshot: Snapshot; depth: number }[] =>
  all
    .filter((one) => (one.parent && all.some((other) => other.name === one.parent) ? one.parent : undefined) === parent)
    .flatMap((snapshot) => [{ snapshot, depth }, ...(depth < 40 ? tree(all, snapshot.name, depth + 1) : [])])

const Take = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [name, setName] = useState("")
  const [note, setNote] = useState("")
  const [memory, setMemory] = useState(false)
  const { problem, isBusy, send } = useSend(onClose)
  const body = { ...(name ? { name } : {}), ...(note ? { description: note } : {}), ...(vm.state === "running" ? { memory } : {}) }
  return (
    <Dialog title={`Snapshot of ${vm.name}`} onClose={onClose}>
      <TextField label="Name" value={name} onChange={setName} autoFocus placeholder="before-upgrade" fault={faultOf(problem, "/name")} hint="empty: by the time" />
      <TextField label="Note" value={note} onChange={setNote} fault={faultOf(problem, "/description")} />
      {vm.state === "running" && <CheckField label="With its memory" checked={memory} onChange={setMemory} hint="the guest goes on where it was; takes longer" />}
      {problem && <ProblemNote problem={problem} hidden={["/name", "/description"]} />}
      <Command text={`apus vm snapshot create ${vm.name} ${name}${memory ? " --memory" : ""}`.trim()} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy} onClick={() => void send("POST", path("vms", vm.id, "snapshots"), body)}>Take</button></footer>
    </Dialog>
  )
}

const Sure = ({ vm, snapshot, verb, onClose }: { vm: VM; snapshot: Snapshot; verb: "revert" | "delete"; onClose: () => void }) => {
  const { problem, isBusy, send } = useSend(onClose)
  const address = path("vms", vm.id, "snapshots", snapshot.name)
  const text = verb === "revert" ? `What ${vm.name} did since ${snapshot.createdAt ? dateTime(snapshot.createdAt) : "then"} is lost.` : "What the VM is now stays; there is no way back to this point."
  return (
    <Dialog title={`${verb === "revert" ? "Back to" : "Forget"} ${snapshot.name}?`} onClose={onClose}>
      <p>{text}</p>
      {problem && <ProblemNote problem={problem} />}
      <footer>
        <button className="btn" onClick={onClose}>No, keep</button>
        <button className="btn bad full" disabled={isBusy} onClick={() => void (verb === "revert" ? send("POST", address + "/revert", {}) : send("DELETE", address))}>{verb === "revert" ? "Revert" : "Delete"}</button>
      </footer>
    </Dialog>
  )
}

export const Snapshots = ({ vm }: { vm: VM }) => {
  const { value, problem, reload } = useAnswer<Page<Snapshot>>(path("vms", vm.id, "snapshots"), ["snapshot"], { sort: "createdAt", limit: 500 })
  const [open, setOpen] = useState<{ snapshot?: Snapshot; verb: "take" | "revert" | "delete" } | null>(null)
  const may = useMay("user") && vm.managed
  if (problem) return <ProblemNote problem={problem} retry={reload} />
  const take = may && <button className="btn small" onClick={() => setOpen({ verb: "take" })}><Icon name="plus" />Take one</button>
  return (
    <div className="max">
      <Card title="Snapshots" side={take} flush>
        {!value ? <Waiting /> : value.items.length === 0 ? <Empty icon="snapshot" title="No snapshots"><p>Take one before something risky: it is the way back.</p></Empty> : (
          <div className="scroll-x">
            <table className="plain">
              <thead><tr><th>Name</th><th>Kind</th><th>State</th><th>Taken</th><th /></tr></thead>
              <tbody>
                {tree(value.items).map(({ snapshot, depth }) => (
                  <tr key={snapshot.id}>
                    <td style={{ paddingLeft: 10 + depth * 18 }}><b>{snapshot.name}</b> {snapshot.isCurrent && <span className="tag">it stands here</span>}<div className="faint">{snapshot.description}</div></td>
                    <td>{snapshot.kind}{snapshot.withMemory && ", with memory"}</td><td>{snapshot.state}</td>
                    <td>{snapshot.createdAt && <span title={dateTime(snapshot.createdAt)}>{ago(snapshot.createdAt)}</span>}</td>
                    <td className="verbs">
                      {may && <><button className="btn small" onClick={() => setOpen({ snapshot, verb: "revert" })}>Revert</button> <button className="btn small bad" onClick={() => setOpen({ snapshot, verb: "delete" })}>Delete</button></>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      {open?.verb === "take" && <Take vm={vm} onClose={() => setOpen(null)} />}
      {open?.snapshot && open.verb !== "take" && <Sure vm={vm} snapshot={open.snapshot} verb={open.verb} onClose={() => setOpen(null)} />}
    </div>
  )
}
