import { useState } from "react"
import { path } from "../../api/client"
import { VM } from "../../api/types"
import { bytes } from "../../format/cell"
import { useAnswer } from "../../live/useAnswer"
import { Dialog } from "../../ui/Dialog"
import { faultOf, SelectField } from "../../ui/Field"
import { Icon } from "../../ui/icons"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { absolute } from "../../url/base"
import { useSend } from "../useSend"
import { isOff, OnlyOff } from "./OnlyOff"

interface Files {
  files: { name: string; size: number }[]
}

const formats = [
  { value: "qcow2", label: "qcow2: QEMU, Apus" }, { value: "raw", label: "raw" }, { value: "vmdk", label: "vmdk: VMware" }, { value: "vdi", label: "vdi: VirtualBox" },
  { value: "ova", label: "OVA: the whole machine, for VMware and VirtualBox" },
]

/** What is there to be fetched; the browser saves it by itself, whatever its size. */
const Ready = ({ vm, files }: { vm: VM; files: Files["files"] }) => {
  const { problem, isBusy, send } = useSend()
  return (
    <div className="note ok">
      <Icon name="check" />
      <div className="note-body">
        <b>Ready, for a day</b>
        {files.map((file) => (
          <a key={file.name} className="link" href={absolute(path("vms", vm.id, "export", file.name)).href} download={`${vm.name}-${file.name}`}>
            <Icon name="download" /> {file.name}, {bytes(file.size)}
          </a>
        ))}
        {problem && <ProblemNote problem={problem} />}
        <div className="note-verbs"><button className="btn small" disabled={isBusy} onClick={() => void send("DELETE", path("vms", vm.id, "export"))}>Delete what was made</button></div>
      </div>
    </div>
  )
}

/** Copies of its disks, or a package of the whole machine; fetched when they are ready. */
export const Export = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const address = path("vms", vm.id, "export")
  const { value, problem: unread } = useAnswer<Files>(address, ["operation"])
  const [format, setFormat] = useState("qcow2")
  const [disk, setDisk] = useState("")
  const { problem, isBusy, send } = useSend()
  const own = vm.disks.filter((one) => one.device === "disk" && !one.readOnly)
  const isWhole = format === "ova"
  const files = value?.files ?? []
  return (
    <Dialog title={`Export ${vm.name}`} onClose={onClose}>
      <OnlyOff vm={vm} why="its disks are copied as they are when it is off." />
      <div className="fields">
        <SelectField label="Format" value={format} onChange={setFormat} fault={faultOf(problem, "/format")} choices={formats} />
        {!isWhole && <SelectField label="Disk" value={disk} onChange={setDisk} fault={faultOf(problem, "/disk")} choices={[{ value: "", label: "all" }, ...own.map((one) => ({ value: one.target, label: one.target }))]} />}
      </div>
      {files.length > 0 && <Ready vm={vm} files={files} />}
      {problem ? <ProblemNote problem={problem} hidden={["/format", "/disk"]} /> : unread && <ProblemNote problem={unread} />}
      <Command text={`apus vm export ${vm.name}${format === "qcow2" ? "" : ` --format ${format}`}${disk && !isWhole ? ` --disk ${disk}` : ""}`} />
      <footer>
        <button className="btn" onClick={onClose}>Close</button>
        <button className={files.length > 0 ? "btn" : "btn pri"} disabled={isBusy || !isOff(vm) || vm.operation !== undefined} onClick={() => void send("POST", address, { format, ...(disk && !isWhole ? { disk } : {}) })}>{vm.operation ? "Working…" : "Export"}</button>
      </footer>
    </Dialog>
  )
}
