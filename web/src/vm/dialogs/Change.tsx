import { useState } from "react"
import { path } from "../../api/client"
import { VM } from "../../api/types"
import { bytes } from "../../format/cell"
import { readSize, shellWord } from "../../format/words"
import { Dialog } from "../../ui/Dialog"
import { CheckField, faultOf, TextField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

interface Draft {
  title: string
  description: string
  tags: string
  cpus: string
  memory: string
  autostart: boolean
  startOrder: string
  startDelay: string
  deleteProtection: boolean
  startProtection: boolean
}

const draftOf = (vm: VM): Draft => ({
  title: vm.title ?? "", description: vm.description ?? "", tags: vm.tags.join(", "), cpus: String(vm.cpus), memory: bytes(vm.memory), autostart: vm.autostart,
  startOrder: String(vm.startOrder ?? ""), startDelay: String(vm.startDelay ?? ""), deleteProtection: vm.deleteProtection, startProtection: vm.startProtection,
})

const tagsOf = (text: string) => text.split(",").map((tag) => tag.trim()).filter(Boolean)

/** Only what differs from what was there when the form was opened. */
const changesOf = (before: Draft, now: Draft): Record<string, unknown> => {
  const values: Record<keyof Draft, unknown> = {
    ...now, tags: tagsOf(now.tags), cpus: Number(now.cpus), memory: readSize(now.memory) ?? now.memory, startOrder: Number(now.startOrder || 0), startDelay: Number(now.startDelay || 0),
  }
  const names = (Object.keys(now) as (keyof Draft)[]).filter((name) => now[name] !== before[name])
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}

const option = (name: keyof Draft, now: Draft): string => {
  switch (name) {
    case "title": return ` --title ${shellWord(now.title)}`
    case "description": return ` --note ${shellWord(now.description)}`
    case "tags": return tagsOf(now.tags).map((tag) => ` --tag ${shellWord(tag)}`).join("") || " --no-tags"
    case "cpus": return ` --cpus ${now.cpus}`
    case "memory": return ` --memory ${now.memory.replace(/[ iB]/g, "")}`
    case "autostart": return now.autostart ? " --autostart" : " --no-autostart"
    case "startOrder": return ` --start-order ${now.startOrder || 0}`
    case "startDelay": return ` --start-delay ${now.startDelay || 0}`
    default: return ""
  }
}

/** The lines that do the same; protections have a verb of their own. */
const commandOf = (vm: VM, changed: (keyof Draft)[], now: Draft): string => {
  const rest = changed.map((name) => option(name, now)).join("")
  const protect = (flag: string, isOn: boolean) => `apus vm protect ${vm.name} --${flag}${isOn ? "" : " --lift"}`
  return [
    ...(rest || changed.length === 0 ? [`apus vm set ${vm.name}${rest}`] : []),
    ...(changed.includes("deleteProtection") ? [protect("delete", now.deleteProtection)] : []), ...(changed.includes("startProtection") ? [protect("start", now.startProtection)] : []),
  ].join("\n")
}

const beside = ["/title", "/description", "/tags", "/cpus", "/memory", "/startOrder", "/startDelay"]

export const Change = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [before] = useState(() => draftOf(vm))
  const [draft, setDraft] = useState(before)
  const { problem, isBusy, send } = useSend(onClose)
  const put = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const isSize = readSize(draft.memory) !== null
  const changes = changesOf(before, draft)
  const changed = Object.keys(changes) as (keyof Draft)[]
  return (
    <Dialog title={`Change ${vm.name}`} onClose={onClose} wide>
      <div className="fields">
        <TextField label="CPUs" value={draft.cpus} onChange={(cpus) => put({ cpus })} type="number" fault={faultOf(problem, "/cpus")} hint={`up to ${vm.maximumCPUs} without a restart`} />
        <TextField label="Memory" value={draft.memory} onChange={(memory) => put({ memory })} fault={isSize ? faultOf(problem, "/memory") : "a size such as 4 GiB"} hint={`up to ${bytes(vm.maximumMemory)} without a restart`} />
        <TextField label="Title" value={draft.title} onChange={(title) => put({ title })} fault={faultOf(problem, "/title")} hint="one line beside its name" />
        <TextField label="Tags" value={draft.tags} onChange={(tags) => put({ tags })} fault={faultOf(problem, "/tags")} hint="with commas between" />
        <TextField label="Note" value={draft.description} onChange={(description) => put({ description })} wide rows={3} fault={faultOf(problem, "/description")} />
        <CheckField label="Starts with its host" checked={draft.autostart} onChange={(autostart) => put({ autostart })} />
        <CheckField label="Nobody deletes it" checked={draft.deleteProtection} onChange={(deleteProtection) => put({ deleteProtection })} />
        <TextField label="Place in the order of starts" value={draft.startOrder} onChange={(startOrder) => put({ startOrder })} type="number" placeholder="none" fault={faultOf(problem, "/startOrder")} hint="from 1, when its host has booted" />
        <TextField label="Seconds until the next one's start" value={draft.startDelay} onChange={(startDelay) => put({ startDelay })} type="number" placeholder="0" fault={faultOf(problem, "/startDelay")} />
        <CheckField label="Nobody starts it" checked={draft.startProtection} onChange={(startProtection) => put({ startProtection })} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={beside} />}
      <Command text={commandOf(vm, changed, draft)} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !isSize || changed.length === 0} onClick={() => void send("PATCH", path("vms", vm.id), changes)}>Change</button></footer>
    </Dialog>
  )
}
