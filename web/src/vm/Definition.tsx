import { useEffect, useRef, useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { VM } from "../api/types"
import { useAnswer } from "../live/useAnswer"
import { Segments } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Command, copyText, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { EditDefinition } from "./EditDefinition"

/** The definition as its host has it, read now; administrators edit that of its next start. */
export const Definition = ({ vm }: { vm: VM }) => {
  const [which, setWhich] = useState<"live" | "next">("live")
  const [edited, setEdited] = useState<string>()
  const mayEdit = useMay("administrator") && vm.managed
  const { value, problem, reload } = useAnswer<{ xml: string }>(path("vms", vm.id, "xml"), [], which === "next" ? { inactive: "true" } : {})
  // What an operation did to it is read when it has ended.
  const before = useRef(vm.operation)
  useEffect(() => {
    if (before.current && !vm.operation) reload()
    before.current = vm.operation
  }, [vm.operation, reload])
  if (edited !== undefined) return <EditDefinition vm={vm} base={edited} onClose={() => { setEdited(undefined); reload() }} />
  return (
    <div className="stack max">
      <div className="row">
        <Segments label="Which" value={which} onChange={setWhich} choices={[{ value: "live", label: "Now" }, { value: "next", label: "At its next start" }]} />
        <button className="btn" disabled={!value} onClick={() => value && void copyText(value.xml)}><Icon name="copy" />Copy</button>
        <button className="btn" onClick={reload}><Icon name="reboot" />Read again</button>
        {mayEdit && (which === "next"
          ? <button className="btn" disabled={!value || vm.operation !== undefined} onClick={() => value && setEdited(value.xml)}>Edit</button>
          : <button className="btn" onClick={() => setWhich("next")} title="What is edited is the definition of its next start">Edit…</button>)}
        <span className="grow" /><span className="hide-s"><Command text={which === "live" ? `apus vm xml ${vm.name}` : `apus vm edit ${vm.name}`} /></span>
      </div>
      {problem ? <ProblemNote problem={problem} retry={reload} /> : value ? <pre className="text" tabIndex={0}>{value.xml}</pre> : <Waiting what="Asking the host" />}
    </div>
  )
}
