import { useState } from "react"
import { change } from "../api/actions"
import { path } from "../api/client"
import { VM } from "../api/types"
import { shellWord } from "../format/words"
import { TerminalView } from "../terminal/TerminalView"
import { Segments } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Command, Empty } from "../ui/parts"
import { setQuery, usePlace } from "../url/router"
import { Access } from "./dialogs/Access"

type Way = "ssh" | "console"

/** Whether an address is known that ssh may reach; those of a link alone are none. */
const hasAddress = (vm: VM): boolean => vm.managed && vm.addresses.some(({ address }) => !/^(fe80:|169\.254\.|127\.|::1$)/i.test(address))

const User = ({ user }: { user: string }) => {
  const [draft, setDraft] = useState(user)
  return (
    <form className="row" onSubmit={(event) => { event.preventDefault(); setQuery({ user: draft.trim() || undefined }) }}>
      <input className="input" aria-label="User" placeholder="user: as configured" value={draft} onChange={(event) => setDraft(event.target.value)} />
      {draft.trim() !== user && <button className="btn small">Use</button>}
    </form>
  )
}

const NotRunning = ({ vm }: { vm: VM }) => (
  <Empty icon="terminal" title={`${vm.name} is ${vm.state}`}>
    <p>There is a terminal while it runs.</p>
    <button className="btn pri" onClick={() => void change("POST", path("vms", vm.id, "start"), {}).catch(() => {})}><Icon name="play" />Start it</button>
  </Empty>
)

/** SSH into the guest where its address is known, else the serial console. An open terminal is never taken away for the other one. */
export const VMTerminal = ({ vm }: { vm: VM }) => {
  const { query } = usePlace()
  const [first] = useState<Way>(() => (hasAddress(vm) ? "ssh" : "console"))
  const asked = query.get("by")
  const way: Way = asked === "ssh" || asked === "console" ? asked : first
  const user = query.get("user") ?? ""
  const [showsAccess, setShowsAccess] = useState(false)
  const choose = (by: Way) => setQuery({ by: by === first ? undefined : by })
  const isOn = ["running", "paused", "stopping"].includes(vm.state)
  const other = way === "ssh" ? { label: "Serial console", open: () => choose("console") } : undefined
  return (
    <>
      <div className="tools">
        <Segments label="How" value={way} onChange={choose} choices={[{ value: "ssh", label: "SSH" }, { value: "console", label: "Serial console" }]} />
        {way === "ssh" && <User user={user} />}
        {way === "ssh" && <button className="btn ghost small" onClick={() => setShowsAccess(true)} title="User, key, way and host keys">Access</button>}
        {way === "console" && first === "console" && isOn && hasAddress(vm) && <button className="btn ghost small" onClick={() => choose("ssh")}>It has an address: SSH works as well</button>}
        <span className="grow" />
        <span className="hide-s"><Command text={way === "ssh" ? `apus vm ssh ${vm.name}${user ? ` --user ${shellWord(user)}` : ""}` : `apus vm console ${vm.name}`} /></span>
      </div>
      {isOn ? <TerminalView title={`${way === "ssh" ? "SSH" : "Serial console"} of ${vm.name}`} what={{ for: way, vm: vm.id }} query={way === "ssh" && user ? { user } : {}} hint={way === "console" ? "press Enter for a prompt" : undefined} other={other} /> : <NotRunning vm={vm} />}
      {showsAccess && <Access vm={vm} onClose={() => setShowsAccess(false)} />}
    </>
  )
}
