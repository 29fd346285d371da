import { useState } from "react"
import { VM } from "../api/types"
import { TerminalView } from "../terminal/TerminalView"
import { Segments } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Command, Empty } from "../ui/parts"
import { setQuery, usePlace } from "../url/router"
import { change } from "../api/actions"
import { path } from "../api/client"

/** The serial console, or SSH into the guest as a user. */
export const VMTerminal = ({ vm }: { vm: VM }) => {
  const { query } = usePlace()
  const way = query.get("by") === "ssh" ? "ssh" : "console"
  const user = query.get("user") ?? ""
  const [draft, setDraft] = useState(user)
  const isOn = ["running", "paused", "stopping"].includes(vm.state)
  return (
    <>
      <div className="tools">
        <Segments label="How" value={way} onChange={(by) => setQuery({ by: by === "ssh" ? "ssh" : undefined })} choices={[{ value: "console", label: "Serial console" }, { value: "ssh", label: "SSH" }]} />
        {way === "ssh" && (
          <form className="row" onSubmit={(event) => { event.preventDefault(); setQuery({ user: draft.trim() || undefined }) }}>
            <input className="input" aria-label="User" placeholder="user: as configured" value={draft} onChange={(event) => setDraft(event.target.value)} />
            {draft.trim() !== user && <button className="btn small">Use</button>}
          </form>
        )}
        <span className="grow" />
        <span className="hide-s"><Command text={way === "ssh" ? `apus vm ssh ${vm.name}${user ? ` --user ${user}` : ""}` : `apus vm console ${vm.name}`} /></span>
      </div>
      {isOn ? <TerminalView title={`${way === "ssh" ? "SSH" : "Serial console"} of ${vm.name}`} what={{ for: way, vm: vm.id }} query={way === "ssh" && user ? { user } : {}} /> : (
        <Empty icon="terminal" title={`${vm.name} is ${vm.state}`}>
          <p>There is a terminal while it runs.</p>
          <button className="btn pri" onClick={() => void change("POST", path("vms", vm.id, "start"), {}).catch(() => {})}><Icon name="play" />Start it</button>
        </Empty>
      )}
    </>
  )
}
