import { useState } from "react"
import { path } from "../api/client"
import { VM } from "../api/types"
import { useAnswer } from "../live/useAnswer"
import { Segments } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Command, copyText, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

/** The definition as its host has it, read now. */
export const Definition = ({ vm }: { vm: VM }) => {
  const [which, setWhich] = useState<"live" | "next">("live")
  const { value, problem, reload } = useAnswer<{ xml: string }>(path("vms", vm.id, "xml"), [], which === "next" ? { inactive: "true" } : {})
  return (
    <div className="stack max">
      <div className="row">
        <Segments label="Which" value={which} onChange={setWhich} choices={[{ value: "live", label: "Now" }, { value: "next", label: "At its next start" }]} />
        <button className="btn" disabled={!value} onClick={() => value && void copyText(value.xml)}><Icon name="copy" />Copy</button>
        <button className="btn" onClick={reload}><Icon name="reboot" />Read again</button>
        <span className="grow" /><Command text={`apus vm edit ${vm.name}`} />
      </div>
      {problem ? <ProblemNote problem={problem} retry={reload} /> : value ? <pre className="text" tabIndex={0}>{value.xml}</pre> : <Waiting what="Asking the host" />}
    </div>
  )
}
