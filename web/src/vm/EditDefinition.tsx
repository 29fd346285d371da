import { useState } from "react"
import { change as submit } from "../api/actions"
import { asProblem, path, request } from "../api/client"
import { Fault, Problem, VM } from "../api/types"
import { isSettled, settled } from "../live/operations"
import { CheckField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Command } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

interface Check {
  diff: string
  faults: Fault[]
}

const kindOf = (line: string) => (line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : line.startsWith("@") ? "at" : "")

export const Diff = ({ text }: { text: string }) => (
  <pre className="text diff" tabIndex={0} aria-label="What would change">
    {text.split("\n").filter((line) => !/^(---|\+\+\+) /.test(line)).map((line, index) => <span key={index} className={kindOf(line)}>{line + "\n"}</span>)}
  </pre>
)

const Faults = ({ faults }: { faults: Fault[] }) => (
  <div className="note bad" role="alert">
    <Icon name="warn" />
    <div className="note-body"><b>It is not taken as it is</b>{faults.map((fault) => <div key={fault.code + fault.message}>{fault.message}</div>)}</div>
  </div>
)

/** Edited, checked by the server and the host, read as a diff, and only then applied; what somebody else changed meanwhile is not overwritten. */
export const EditDefinition = ({ vm, base, onClose }: { vm: VM; base: string; onClose: () => void }) => {
  const [xml, setXML] = useState(base)
  const [validate, setValidate] = useState(true)
  const [allowDangerous, setDangerous] = useState(false)
  const [check, setCheck] = useState<Check>()
  const [fault, setFault] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const address = path("vms", vm.id, "xml")
  const body = { xml, base, validate, allowDangerous }
  const look = () => {
    setFault(undefined)
    request<Check>("PUT", address, { body, query: { dryRun: true } }).then(setCheck, (error) => setFault(asProblem(error)))
  }
  /** What was written stays until the host has taken it. */
  const apply = async () => {
    setBusy(true)
    try {
      const operation = await submit("PUT", address, body)
      const end = operation && !isSettled(operation) ? await settled(operation.id) : operation
      if (!end?.error) return onClose()
      setFault(end.error)
      setCheck(undefined)
    } catch (error) {
      setFault(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  const change = (act: () => void) => {
    act()
    setCheck(undefined)
    setFault(undefined)
  }
  const isSame = check?.diff === ""
  return (
    <div className="stack max">
      {vm.state !== "off" && <div className="note info"><Icon name="link" /><div className="note-body">{vm.name} is {vm.state}: what is changed here holds from its next start.</div></div>}
      {!check && <textarea className="input mono xml" aria-label="Definition" spellCheck={false} value={xml} onChange={(event) => change(() => setXML(event.target.value))} autoFocus />}
      {check && (isSame ? <div className="note">Nothing differs.</div> : <Diff text={check.diff} />)}
      {check && check.faults.length > 0 && <Faults faults={check.faults} />}
      {fault && <ProblemNote problem={fault} />}
      <div className="row">
        <CheckField label="Checked against libvirt's schema" checked={validate} onChange={(value) => change(() => setValidate(value))} />
        <CheckField label="May reach past the VM into its host" checked={allowDangerous} onChange={(value) => change(() => setDangerous(value))} />
      </div>
      <div className="row">
        <button className="btn" onClick={onClose}>Leave it</button>
        {check && <button className="btn" onClick={() => change(() => {})}>Edit on</button>}
        {check ? <button className="btn pri" disabled={isBusy || isSame || check.faults.length > 0} onClick={() => void apply()}>{isBusy ? "Applying…" : "Apply"}</button>
          : <button className="btn pri" disabled={xml === base} onClick={look}>Show what would change</button>}
        <span className="grow" /><span className="hide-s"><Command text={`apus vm edit ${vm.name}`} /></span>
      </div>
    </div>
  )
}
