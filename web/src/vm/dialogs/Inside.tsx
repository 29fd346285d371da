import { useState } from "react"
import { path } from "../../api/client"
import { VM } from "../../api/types"
import { shellWord } from "../../format/words"
import { Dialog } from "../../ui/Dialog"
import { CheckField, faultOf, TextField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

interface Props {
  vm: VM
  onClose: () => void
}

export const Password = ({ vm, onClose }: Props) => {
  const [user, setUser] = useState("root")
  const [password, setPassword] = useState("")
  const { problem, isBusy, send } = useSend(onClose, `Password of ${user} in ${vm.name} set`)
  return (
    <Dialog title={`Password of an account in ${vm.name}`} onClose={onClose}>
      <div className="fields">
        <TextField label="Account" value={user} onChange={setUser} fault={faultOf(problem, "/user")} />
        <TextField label="Password" value={password} onChange={setPassword} type="password" autoFocus hint="kept nowhere" fault={faultOf(problem, "/password")} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={["/user", "/password"]} />}
      <Command text={`apus vm password ${vm.name} --user ${shellWord(user || "USER")} < file`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !user || !password} onClick={() => void send("POST", path("vms", vm.id, "guest", "password"), { user, password })}>Set</button></footer>
    </Dialog>
  )
}

export const Keys = ({ vm, onClose }: Props) => {
  const [user, setUser] = useState("root")
  const [text, setText] = useState("")
  const [replace, setReplace] = useState(false)
  const { problem, isBusy, send } = useSend(onClose, `SSH keys of ${user} in ${vm.name} set`)
  const keys = text.split("\n").map((line) => line.trim()).filter(Boolean)
  return (
    <Dialog title={`SSH keys of an account in ${vm.name}`} onClose={onClose}>
      <TextField label="Account" value={user} onChange={setUser} fault={faultOf(problem, "/user")} />
      <TextField label="Public keys" value={text} onChange={setText} rows={4} mono autoFocus hint="one on each line" fault={faultOf(problem, "/keys")} />
      <CheckField label="All other keys of the account go" checked={replace} onChange={setReplace} />
      {problem && <ProblemNote problem={problem} hidden={["/user", "/keys"]} />}
      <Command text={`apus vm ssh-key ${vm.name} --user ${shellWord(user || "USER")} --key key.pub${replace ? " --replace" : ""}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !user || keys.length === 0} onClick={() => void send("POST", path("vms", vm.id, "guest", "ssh-keys"), { user, keys, replace })}>{replace ? "Replace" : "Add"}</button></footer>
    </Dialog>
  )
}

export const Freeze = ({ vm, onClose }: Props) => {
  const [limit, setLimit] = useState("60")
  const { problem, isBusy, send } = useSend(onClose)
  return (
    <Dialog title={`Freeze ${vm.name}'s file systems?`} onClose={onClose}>
      <p>What the guest writes waits until it is thawed: by “Thaw”, or by itself when the time is over. For copies of its disks made by others; snapshots do it by themselves.</p>
      <TextField label="At most, in seconds" value={limit} onChange={setLimit} type="number" fault={faultOf(problem, "/limitSeconds")} />
      {problem && <ProblemNote problem={problem} hidden={["/limitSeconds"]} />}
      <Command text={`apus vm freeze ${vm.name} --limit ${limit || 60}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy} onClick={() => void send("POST", path("vms", vm.id, "guest", "freeze"), { limitSeconds: Number(limit) || 60 })}>Freeze</button></footer>
    </Dialog>
  )
}
