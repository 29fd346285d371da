import { useState } from "react"
import { path } from "../../api/client"
import { Page, VM } from "../../api/types"
import { isTerm } from "../../filter/syntax"
import { bytes } from "../../format/cell"
import { shellWord } from "../../format/words"
import { useAnswer } from "../../live/useAnswer"
import { useDryRun } from "../../live/useDryRun"
import { Dialog } from "../../ui/Dialog"
import { CheckField, faultOf, Segments, SelectField, TextField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { go } from "../../url/router"
import { useSend } from "../useSend"
import { isOff, OnlyOff } from "./OnlyOff"

interface Plan {
  disks: { source: string; size?: number; made: boolean }[]
}

const fields = ["/name", "/pool", "/cloudInit/user", "/cloudInit/sshKeys"]

const Full = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const pools = useAnswer<Page<{ name: string }>>("/api/v1/pools", [], { filter: isTerm("host", vm.hostName), limit: 200, columns: "name" }).value?.items ?? []
  const [name, setName] = useState(`${vm.name}-copy`)
  const [pool, setPool] = useState("")
  const [user, setUser] = useState("")
  const [keys, setKeys] = useState("")
  const [start, setStart] = useState(false)
  const { problem, isBusy, send } = useSend(onClose)
  const lines = keys.split("\n").map((line) => line.trim()).filter(Boolean)
  const cloudInit = { ...(user ? { user } : {}), ...(lines.length > 0 ? { sshKeys: lines } : {}) }
  const body = { name, ...(pool ? { pool } : {}), ...(start ? { start } : {}), ...(Object.keys(cloudInit).length > 0 ? { cloudInit } : {}) }
  const run = useDryRun<Plan>("POST", path("vms", vm.id, "clone"), isOff(vm) && name ? body : null)
  const shown = problem ?? run.problem
  const made = run.plan?.disks.filter((disk) => disk.made) ?? []
  const command = `apus vm clone ${vm.name} ${shellWord(name || "NAME")}${pool ? ` --pool ${shellWord(pool)}` : ""}${user ? ` --user ${shellWord(user)}` : ""}${lines.length > 0 ? " --ssh-key key.pub" : ""}${start ? " --start" : ""}`
  return (
    <>
      <OnlyOff vm={vm} why="a copy of its disks needs it off. To keep its present state while it runs, take a snapshot." />
      <div className="fields">
        <TextField label="Name of the copy" value={name} onChange={setName} autoFocus fault={faultOf(shown, "/name")} />
        <SelectField label="Pool" value={pool} onChange={setPool} fault={faultOf(shown, "/pool")} choices={[{ value: "", label: "that of each disk" }, ...pools.map((one) => ({ value: one.name, label: one.name }))]} />
        <TextField label="Account (optional)" value={user} onChange={setUser} hint="by cloud-init, at its first start" fault={faultOf(shown, "/cloudInit/user")} />
        <CheckField label="Start it at once" checked={start} onChange={setStart} />
        <TextField label="SSH keys (optional)" value={keys} onChange={setKeys} wide rows={2} mono hint="one on each line" fault={faultOf(shown, "/cloudInit/sshKeys")} />
      </div>
      <p className="dim">Its disks, MAC addresses, UUID and firmware state are its own; with cloud-init also host name and host keys. Users and files stay; snapshots are not copied.</p>
      {made.length > 0 && <div className="dim">It makes {made.map((disk) => `${disk.source}${disk.size ? ` (${bytes(disk.size)})` : ""}`).join(", ")}.</div>}
      {shown && <ProblemNote problem={shown} hidden={fields} />}
      <Command text={command} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !isOff(vm) || !name} onClick={() => void send("POST", path("vms", vm.id, "clone"), body)}>Clone</button></footer>
    </>
  )
}

const Linked = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const { problem, isBusy, send } = useSend()
  return (
    <>
      <p>Linked copies share the disks of a template and hold only what they write: made in a moment, and small. The template is never started as long as it is one.</p>
      {!vm.template && <OnlyOff vm={vm} why="only a machine that is off becomes a template." />}
      {problem && <ProblemNote problem={problem} />}
      <Command text={vm.template ? `apus vm create NAME --template ${vm.name}` : `apus vm template ${vm.name}`} />
      <footer>
        <button className="btn" onClick={onClose}>Leave it</button>
        {vm.template
          ? <button className="btn pri" onClick={() => go(`/vms/new?template=${encodeURIComponent(vm.name)}`)}>Make copies of it</button>
          : <button className="btn pri" disabled={isBusy || !isOff(vm)} onClick={() => void send("POST", path("vms", vm.id, "template"), {})}>Make it a template</button>}
      </footer>
    </>
  )
}

/** A full copy, or by way of a template linked ones. */
export const Clone = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [how, setHow] = useState<"full" | "linked">(vm.template ? "linked" : "full")
  return (
    <Dialog title={`Clone ${vm.name}`} onClose={onClose}>
      <Segments label="How" value={how} onChange={setHow} choices={[{ value: "full", label: "One full copy" }, { value: "linked", label: "Linked copies" }]} />
      {how === "full" ? <Full vm={vm} onClose={onClose} /> : <Linked vm={vm} onClose={onClose} />}
    </Dialog>
  )
}
