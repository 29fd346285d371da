import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { VM } from "../api/types"
import { bytes, dateTime, duration } from "../format/cell"
import { useAnswer } from "../live/useAnswer"
import { Icon } from "../ui/icons"
import { Card, Empty, Facts, Meter, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { Freeze, Keys, Password } from "./dialogs/Inside"
import { useSend } from "./useSend"

interface GuestSays {
  agent?: string
  fault?: string
  hostname?: string
  os?: { prettyName?: string; name?: string; kernelRelease?: string }
  timezone?: { name?: string }
  time?: string
  timeDifference?: number
  users?: { name: string; loginTime?: string }[]
  fileSystems?: { mountPoint: string; name?: string; type?: string; total?: number; used?: number }[]
}

const FileSystems = ({ all }: { all: NonNullable<GuestSays["fileSystems"]> }) => (
  <Card title="File systems" flush>
    <div className="scroll-x">
      <table className="plain">
        <thead><tr><th>Where</th><th>Type</th><th>Used</th><th>Device</th></tr></thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.mountPoint}>
              <td className="mono">{one.mountPoint}</td><td>{one.type}</td>
              <td>{one.total ? <><Meter part={(one.used ?? 0) / one.total} label="Used" /> {bytes(one.used ?? 0)} of {bytes(one.total)}</> : null}</td><td className="mono">{one.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
)

const Says = ({ says }: { says: GuestSays }) => (
  <>
    <Card title="What the guest says">
      <Facts facts={[
        ["System", says.os?.prettyName ?? says.os?.name], ["Kernel", says.os?.kernelRelease], ["Host name", says.hostname], ["Time", says.time && dateTime(says.time)],
        ["Clock", says.timeDifference !== undefined && Math.abs(says.timeDifference) > 2 && `${duration(Math.abs(says.timeDifference))} ${says.timeDifference > 0 ? "ahead" : "behind"}`],
        ["Time zone", says.timezone?.name], ["Logged in", says.users && (says.users.map((user) => user.name).join(", ") || "nobody")], ["Not known", says.fault],
      ]} />
    </Card>
    {says.fileSystems && says.fileSystems.length > 0 && <FileSystems all={says.fileSystems} />}
  </>
)

type Open = "password" | "keys" | "freeze" | null

/** What its agent tells, and the few things that it does inside. */
export const Guest = ({ vm }: { vm: VM }) => {
  const isThere = vm.agent === "connected"
  const { value, problem, reload } = useAnswer<GuestSays>(isThere ? path("vms", vm.id, "guest") : null)
  const [open, setOpen] = useState<Open>(null)
  const thaw = useSend(undefined, `${vm.name} thawed`)
  const time = useSend(reload, `Clock of ${vm.name} set`)
  const refused = thaw.problem ?? time.problem
  const isOperator = useMay("operator")
  const mayUse = useMay("user")
  const close = () => setOpen(null)
  if (!isThere) {
    return (
      <Empty icon="vm" title={vm.state === "running" ? "No agent answers in the guest" : `${vm.name} is ${vm.state}`}>
        <p>{vm.agent === "absent" && vm.state === "running" ? "The machine has no channel for one." : "With qemu-guest-agent installed and running in the guest, this shows its system, users and file systems, sets passwords and freezes it for backups."} All else works without.</p>
      </Empty>
    )
  }
  return (
    <div className="stack max">
      <div className="row">
        {isOperator && <button className="btn" onClick={() => setOpen("password")}>Set a password</button>}
        {isOperator && <button className="btn" onClick={() => setOpen("keys")}>SSH keys</button>}
        {mayUse && <button className="btn" onClick={() => setOpen("freeze")}><Icon name="freeze" />Freeze</button>}
        {mayUse && <button className="btn" disabled={thaw.isBusy} onClick={() => void thaw.send("POST", path("vms", vm.id, "guest", "thaw"))}>Thaw</button>}
        {mayUse && <button className="btn" disabled={time.isBusy} onClick={() => void time.send("POST", path("vms", vm.id, "guest", "time"), { sync: true })}>Set its clock</button>}
        <button className="btn" onClick={reload}><Icon name="reboot" />Ask again</button>
      </div>
      {refused && <ProblemNote problem={refused} />}
      {problem ? <ProblemNote problem={problem} retry={reload} /> : value ? <Says says={value} /> : <Waiting what="Asking the guest" />}
      {open === "password" && <Password vm={vm} onClose={close} />}
      {open === "keys" && <Keys vm={vm} onClose={close} />}
      {open === "freeze" && <Freeze vm={vm} onClose={close} />}
    </div>
  )
}
