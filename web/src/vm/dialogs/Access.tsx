import { useState } from "react"
import { path } from "../../api/client"
import { useMay } from "../../api/session"
import { VM } from "../../api/types"
import { dateTime } from "../../format/cell"
import { shellWord } from "../../format/words"
import { useAnswer } from "../../live/useAnswer"
import { Dialog } from "../../ui/Dialog"
import { CheckField, faultOf, SelectField, TextField } from "../../ui/Field"
import { Command, Facts, Waiting } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

interface Settings {
  user?: string
  port?: number
  key?: string
  password?: boolean
  jump?: boolean
}

interface SSHAccess {
  settings: Settings
  user: string
  userSource: string
  port: number
  address?: string
  jump?: string
  hostKeys: string[]
  refusedHostKey?: string
  refusedAt?: string
}

const sources: Record<string, string> = {
  settings: "set for this machine", "cloud-init": "made by its cloud-init", image: "its image's", configuration: "the server's default",
}

const ways = [{ value: "", label: "as its network needs it" }, { value: "yes", label: "through its host" }, { value: "no", label: "straight" }]

const Now = ({ access }: { access: SSHAccess }) => (
  <Facts facts={[
    ["User", `${access.user} (${sources[access.userSource] ?? access.userSource})`],
    ["Address", access.address ? `${access.address}, port ${access.port}` : "none is known yet"],
    ["Way", access.jump ? `through ${access.jump}` : "straight from the server"],
    ["Host keys", access.hostKeys.length > 0 ? access.hostKeys.join(", ") : "pinned at first sight"],
  ]} />
)

/** The guest shows another key than the one that was pinned: it was made anew, or somebody stands between. */
const Refused = ({ vm, access, reload }: { vm: VM; access: SSHAccess; reload: () => void }) => {
  const mayAccept = useMay("administrator")
  const { problem, isBusy, send } = useSend(reload, `The next host key of ${vm.name} is taken`)
  return (
    <>
      <div className="note bad" role="alert">
        <div className="note-body">
          <b>Its host key changed</b>
          It shows <span className="mono">{access.refusedHostKey}</span>{access.refusedAt && ` since ${dateTime(access.refusedAt)}`}. If the guest was made anew, that is as it should be; if not, somebody else answers at its address.
          <div className="note-verbs">{mayAccept ? <button className="btn small" disabled={isBusy} onClick={() => void send("DELETE", path("vms", vm.id, "ssh-access", "host-key"))}>Accept the new key</button> : "An administrator can accept the new key."}</div>
        </div>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}

const Change = ({ vm, access, onClose }: { vm: VM; access: SSHAccess; onClose: () => void }) => {
  const old = access.settings
  const [user, setUser] = useState(old.user ?? "")
  const [port, setPort] = useState(old.port ? String(old.port) : "")
  const [key, setKey] = useState(old.key ?? "")
  const [jump, setJump] = useState(old.jump === undefined ? "" : old.jump ? "yes" : "no")
  const [password, setPassword] = useState(old.password ?? false)
  const { problem, isBusy, send } = useSend(onClose, `SSH access to ${vm.name} set`)
  const body = { ...(user && { user }), ...(port && { port: Number(port) }), ...(key && { key }), ...(jump && { jump: jump === "yes" }), ...(password && { password }) }
  const words = [user && `--user ${shellWord(user)}`, port && `--port ${port}`, key && `--key ${shellWord(key)}`, password && "--password", jump && (jump === "yes" ? "--jump" : "--no-jump")].filter(Boolean)
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); void send("PUT", path("vms", vm.id, "ssh-access"), body) }}>
      <div className="fields">
        <TextField label="User" value={user} onChange={setUser} autoFocus placeholder={access.user} fault={faultOf(problem, "/user")} />
        <TextField label="Port" value={port} onChange={setPort} type="number" placeholder="22" fault={faultOf(problem, "/port")} />
        <TextField label="Private key" value={key} onChange={setKey} placeholder="Apus's own" hint="a file's name in the server's terminals.ssh.keys" fault={faultOf(problem, "/key")} />
        <SelectField label="Way" value={jump} onChange={setJump} choices={ways} />
      </div>
      <CheckField label="The guest may ask for a password" checked={password} onChange={setPassword} />
      {problem && <ProblemNote problem={problem} hidden={["/user", "/port", "/key"]} />}
      <Command text={`apus vm ssh-access ${vm.name} --reset ${words.join(" ")}`.trimEnd()} />
      <footer><button type="button" className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy}>Set</button></footer>
    </form>
  )
}

/** How ssh gets into a machine: as whom, where, by which key, and what the guest's own key must be. */
export const Access = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const { value, problem, reload } = useAnswer<SSHAccess>(path("vms", vm.id, "ssh-access"))
  const mayChange = useMay("operator")
  return (
    <Dialog title={`SSH access to ${vm.name}`} onClose={onClose}>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {!value && !problem && <Waiting />}
      {value && <Now access={value} />}
      {value?.refusedHostKey && <Refused vm={vm} access={value} reload={reload} />}
      {value && (mayChange ? <Change vm={vm} access={value} onClose={onClose} /> : <footer><button className="btn" onClick={onClose}>Close</button></footer>)}
    </Dialog>
  )
}
