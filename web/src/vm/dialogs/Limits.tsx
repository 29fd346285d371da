import { useState } from "react"
import { path } from "../../api/client"
import { Disk, VM } from "../../api/types"
import { readSize } from "../../format/words"
import { Dialog } from "../../ui/Dialog"
import { faultOf, Segments, TextField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

interface Limit {
  name: string
  option: string
  label: string
  isSize: boolean
}

const together: Limit[] = [
  { name: "bytesPerSecond", option: "bytes", label: "Bytes", isSize: true }, { name: "operationsPerSecond", option: "operations", label: "Operations", isSize: false },
]
const apart: Limit[] = [
  { name: "readBytesPerSecond", option: "read-bytes", label: "Bytes read", isSize: true }, { name: "writeBytesPerSecond", option: "write-bytes", label: "Bytes written", isSize: true },
  { name: "readOperationsPerSecond", option: "read-operations", label: "Reads", isSize: false }, { name: "writeOperationsPerSecond", option: "write-operations", label: "Writes", isSize: false },
]

const read = (limit: Limit, text: string): number | null => (limit.isSize ? readSize(text) : /^\d+$/.test(text.trim()) ? Number(text) : null)

/** What a guest may take of a disk each second, at once. The hosts keep them; they are in the XML. */
export const Limits = ({ vm, disk, onClose }: { vm: VM; disk: Disk; onClose: () => void }) => {
  const [how, setHow] = useState<"together" | "apart">("together")
  const [texts, setTexts] = useState<Record<string, string>>({})
  const { problem, isBusy, send } = useSend(onClose)
  const shown = how === "together" ? together : apart
  const given = shown.filter((limit) => texts[limit.name]?.trim())
  const limits = Object.fromEntries(given.map((limit) => [limit.name, read(limit, texts[limit.name] ?? "")]))
  const isWhole = given.length > 0 && Object.values(limits).every((value) => value !== null)
  return (
    <Dialog title={`Limits of ${disk.target} of ${vm.name}`} onClose={onClose}>
      <Segments label="Which" value={how} onChange={setHow} choices={[{ value: "together", label: "Both ways together" }, { value: "apart", label: "Each way" }]} />
      <div className="fields">
        {shown.map((limit) => (
          <TextField key={limit.name} label={limit.label} value={texts[limit.name] ?? ""} onChange={(text) => setTexts((old) => ({ ...old, [limit.name]: text }))}
            placeholder={limit.isSize ? "100 MiB" : "2000"} hint="a second; 0: no limit; empty: as it is"
            fault={texts[limit.name]?.trim() && limits[limit.name] === null ? (limit.isSize ? "a size such as 100 MiB" : "a whole number") : faultOf(problem, `/limits/${limit.name}`)} />
        ))}
      </div>
      {problem && <ProblemNote problem={problem} hidden={shown.map((limit) => `/limits/${limit.name}`)} />}
      <Command text={`apus vm disk limit ${vm.name} ${disk.target}${given.map((limit) => ` --${limit.option} ${(texts[limit.name] ?? "").replace(/[ iB]/g, "")}`).join("")}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !isWhole} onClick={() => void send("PATCH", path("vms", vm.id, "disks", disk.target), { limits })}>Set</button></footer>
    </Dialog>
  )
}
