import { useState } from "react"
import { path } from "../../api/client"
import { VM } from "../../api/types"
import { shellWord } from "../../format/words"
import { Dialog } from "../../ui/Dialog"
import { faultOf, TextField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"
import { isOff, OnlyOff } from "./OnlyOff"

export const Rename = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [name, setName] = useState(vm.name)
  const { problem, isBusy, send } = useSend(onClose)
  return (
    <Dialog title={`Rename ${vm.name}`} onClose={onClose}>
      <OnlyOff vm={vm} why="a machine gets another name while it is off." />
      <TextField label="Name" value={name} onChange={setName} autoFocus hint="1 to 63 lower-case letters, digits or inner hyphens" fault={faultOf(problem, "/name")} />
      {problem && <ProblemNote problem={problem} hidden={["/name"]} />}
      <Command text={`apus vm rename ${vm.name} ${shellWord(name || "NAME")}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !isOff(vm) || !name || name === vm.name} onClick={() => void send("PATCH", path("vms", vm.id), { name })}>Rename</button></footer>
    </Dialog>
  )
}
