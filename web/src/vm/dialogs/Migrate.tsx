import { useState } from "react"
import { path } from "../../api/client"
import { Page, Problem, VM } from "../../api/types"
import { bytes } from "../../format/cell"
import { readSize, shellWord } from "../../format/words"
import { useAnswer } from "../../live/useAnswer"
import { useDryRun } from "../../live/useDryRun"
import { Dialog } from "../../ui/Dialog"
import { CheckField, faultOf, SelectField, TextField } from "../../ui/Field"
import { Icon } from "../../ui/icons"
import { Command, Waiting } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"
import { isOff, OnlyOff } from "./OnlyOff"

interface Plan {
  from: string
  to?: string
  live: boolean
  disks: { target: string; source: string; transfer: "shared" | "copied" | "overlay"; destination?: string; bytes: number }[]
  reasons: string[]
  refusals: NonNullable<Problem["refusals"]>
}

const transfers = { shared: "both hosts see it: it stays", copied: "is copied whole", overlay: "what lies over its image is copied" }

const Reasons = ({ plan }: { plan: Plan }) => (
  <div className="note">
    <Icon name="warn" />
    <div className="note-body">
      <b>It cannot be moved{plan.to ? ` to ${plan.to}` : ""}</b>
      {plan.reasons.map((reason) => <div key={reason}>{reason.charAt(0).toUpperCase() + reason.slice(1)}.</div>)}
      {plan.refusals.slice(0, 8).map((refusal) => <div key={refusal.host}>{refusal.host}: {refusal.reason}</div>)}
    </div>
  </div>
)

const WhatMoves = ({ plan }: { plan: Plan }) => (
  <div className="note ok">
    <Icon name="check" />
    <div className="note-body">
      <b>From {plan.from} to {plan.to}, {plan.live ? "while it runs" : "while it is off"}</b>
      {plan.disks.map((disk) => <div key={disk.target}>{disk.target}: {transfers[disk.transfer]}{disk.transfer !== "shared" && `, about ${bytes(disk.bytes)}`}{disk.destination && `, to ${disk.destination}`}</div>)}
    </div>
  </div>
)

/** To another host, chosen or placed; what stands against it is told before. */
export const Migrate = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const hosts = useAnswer<Page<{ name: string }>>("/api/v1/hosts", ["host"], { filter: "state = up", limit: 1000, columns: "name", sort: "name" }).value?.items ?? []
  const [host, setHost] = useState("")
  const [how, setHow] = useState<"" | "live" | "offline">("")
  const [limit, setLimit] = useState("")
  const [slows, setSlows] = useState(false)
  const { problem, isBusy, send } = useSend(onClose)
  const isOffline = how === "offline"
  const bandwidth = limit ? readSize(limit) : undefined
  const body = { ...(host ? { host } : {}), ...(how ? { live: !isOffline } : {}), ...(bandwidth ? { bandwidth } : {}), ...(slows ? { autoConverge: true } : {}) }
  const address = path("vms", vm.id, "migrate")
  const mustStop = isOffline && !isOff(vm)
  const { plan, problem: fault, isAsking } = useDryRun<Plan>("POST", address, mustStop || bandwidth === null ? null : body, vm.state)
  const shown = problem ?? fault
  const can = plan !== undefined && plan.to !== undefined && plan.reasons.length === 0
  return (
    <Dialog title={`Move ${vm.name} to another host`} onClose={onClose}>
      <div className="fields">
        <SelectField label="To" value={host} onChange={setHost} fault={faultOf(shown, "/host")} choices={[{ value: "", label: "let placement choose" }, ...hosts.filter((one) => one.name !== vm.hostName).map((one) => ({ value: one.name, label: one.name }))]} />
        <SelectField label="How" value={how} onChange={(value) => setHow(value as typeof how)} fault={faultOf(shown, "/live")} choices={[{ value: "", label: "as it is: live while it runs" }, { value: "live", label: "live" }, { value: "offline", label: "offline" }]} />
        <TextField label="At most (optional)" value={limit} onChange={setLimit} placeholder="100 MiB" hint="a second" fault={bandwidth === null ? "a size such as 100 MiB" : faultOf(shown, "/bandwidth")} />
        <CheckField label="Slow a busy guest down" checked={slows} onChange={setSlows} hint="so that a live move comes to its end" />
      </div>
      {mustStop && <OnlyOff vm={vm} why="an offline move needs it off." />}
      {shown ? <ProblemNote problem={shown} hidden={["/host", "/live", "/bandwidth"]} /> : plan ? (can ? <WhatMoves plan={plan} /> : <Reasons plan={plan} />) : !mustStop && <Waiting what="Asking what stands against it" />}
      <Command text={`apus vm migrate ${vm.name}${host ? ` ${shellWord(host)}` : ""}${how === "live" ? " --live" : isOffline ? " --offline" : ""}${limit ? ` --bandwidth ${limit.replace(/[ iB]/g, "")}` : ""}${slows ? " --auto-converge" : ""}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || isAsking || !can || mustStop} onClick={() => void send("POST", address, body)}>Move</button></footer>
    </Dialog>
  )
}
