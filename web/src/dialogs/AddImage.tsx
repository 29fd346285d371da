import { useRef, useState } from "react"
import { asProblem, path } from "../api/client"
import { Page, Problem } from "../api/types"
import { bytes, duration } from "../format/cell"
import { shellWord } from "../format/words"
import { useAnswer } from "../live/useAnswer"
import { faultOf, Segments, SelectField, TextField } from "../ui/Field"
import { Command } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useSend } from "../vm/useSend"
import { nameOf, Progress, upload } from "./upload"

type How = "upload" | "url" | "path"

const Upload = ({ onClose }: { onClose: () => void }) => {
  const [file, setFile] = useState<File>()
  const [name, setName] = useState("")
  const [host, setHost] = useState("")
  const [progress, setProgress] = useState<Progress>()
  const [problem, setProblem] = useState<Problem>()
  const abort = useRef<AbortController>()
  const hosts = useAnswer<Page<{ name: string }>>("/api/v1/hosts", [], { filter: "state = up, capabilities = create", columns: "name", limit: 200 }).value?.items ?? []
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    if (chosen) setName((old) => old || nameOf(chosen.name))
  }
  const start = async () => {
    if (!file) return
    setProblem(undefined)
    abort.current = new AbortController()
    try {
      await upload(file, name, host, setProgress, abort.current.signal)
      onClose()
    } catch (error) {
      if (!abort.current.signal.aborted) setProblem(asProblem(error))
      setProgress(undefined)
    }
  }
  const left = progress && progress.speed > 0 ? duration((progress.of - progress.sent) / progress.speed) : ""
  return (
    <div className="stack">
      <label className="drop" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); choose(event.dataTransfer.files[0]) }}>
        <input type="file" onChange={(event) => choose(event.target.files?.[0])} />
        {file ? <span><b>{file.name}</b> {bytes(file.size)}</span> : <span>Drop a file here, or choose one: qcow2, raw, iso, vmdk, vdi</span>}
      </label>
      <div className="fields">
        <TextField label="Name" value={name} onChange={setName} fault={faultOf(problem, "/name")} />
        <SelectField label="To host" value={host} onChange={setHost} fault={faultOf(problem, "/host")} hint="it goes to others by itself when they need it" choices={[{ value: "", label: "any" }, ...hosts.map((one) => ({ value: one.name, label: one.name }))]} />
      </div>
      {progress && (
        <div role="status">
          <div className="between"><span>{bytes(progress.sent)} of {bytes(progress.of)}</span><span className="dim">{progress.speed > 0 && `${bytes(progress.speed)}/s, ${left} left`}</span></div>
          <span className="progress wide"><i style={{ width: `${(progress.sent / Math.max(1, progress.of)) * 100}%` }} /></span>
        </div>
      )}
      {problem && <><ProblemNote problem={problem} hidden={["/name", "/host"]} /><div className="faint">What has come stays with the server for a day: choose the same file and name again, and the upload goes on there.</div></>}
      <Command text={`apus image upload ${shellWord(file?.name ?? "FILE")} --name ${shellWord(name || "NAME")}${host ? ` --host ${host}` : ""}`} />
      <footer>
        <button className="btn" onClick={() => { abort.current?.abort(); onClose() }}>{progress ? "Stop" : "Leave it"}</button>
        <button className="btn pri" disabled={!file || !name || progress !== undefined} onClick={() => void start()}>Upload</button>
      </footer>
    </div>
  )
}

const formats = ["qcow2", "raw", "iso", "vmdk", "vdi"]

/** By the end of its name; what is said of it is checked against its bytes. */
const formatOf = (where: string): string => {
  const end = /\.([a-z0-9]+)$/i.exec(where.split("?")[0] ?? "")?.[1]?.toLowerCase() ?? ""
  return end === "img" ? "raw" : formats.includes(end) ? end : "qcow2"
}

const Named = ({ how, onClose }: { how: "url" | "path"; onClose: () => void }) => {
  const [name, setName] = useState("")
  const [where, setWhere] = useState("")
  const [sums, setSums] = useState("")
  const { problem, isBusy, send } = useSend(onClose)
  const [chosen, setFormat] = useState("")
  const format = chosen || formatOf(where)
  const body = { name, ...(format === "qcow2" ? {} : { format }), ...(how === "url" ? { source: "url", url: where, ...(sums ? { sha256sumsURL: sums } : {}) } : { path: where }) }
  const command = how === "url" ? `apus image pull ${shellWord(where || "URL")} --name ${shellWord(name || "NAME")}` : `apus image add ${shellWord(name || "NAME")} ${shellWord(where || "PATH")}`
  const option = format === "qcow2" ? "" : ` --format ${format}`
  return (
    <div className="stack">
      <div className="fields">
        <TextField label="Name" value={name} onChange={setName} autoFocus fault={faultOf(problem, "/name")} />
        <SelectField label="Format" value={chosen} onChange={setFormat} fault={faultOf(problem, "/format")} choices={[{ value: "", label: `by its name: ${formatOf(where)}` }, ...formats.map((one) => ({ value: one, label: one }))]} />
        <TextField label={how === "url" ? "Address" : "Path on the hosts"} value={where} onChange={setWhere} wide placeholder={how === "url" ? "https://…/debian-12-genericcloud-amd64.qcow2" : "/var/lib/libvirt/images/debian-12.qcow2"} fault={faultOf(problem, how === "url" ? "/url" : "/path")} />
        {how === "url" && <TextField label="Its SHA256SUMS (optional)" value={sums} onChange={setSums} wide fault={faultOf(problem, "/sha256sumsURL")} />}
      </div>
      {problem && <ProblemNote problem={problem} hidden={["/name", "/format", "/url", "/path", "/sha256sumsURL"]} />}
      <Command text={command + option} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !name || !where} onClick={() => void send("POST", path("images"), body)}>Add</button></footer>
    </div>
  )
}

export const AddImage = ({ how, onClose }: { how: string; onClose: () => void }) => {
  const [way, setWay] = useState<How>(how === "url" || how === "path" ? how : "upload")
  return (
    <>
      <Segments label="How" value={way} onChange={setWay} choices={[{ value: "upload", label: "Upload" }, { value: "url", label: "The server fetches it" }, { value: "path", label: "A file on the hosts" }]} />
      {way === "upload" ? <Upload onClose={onClose} /> : <Named key={way} how={way} onClose={onClose} />}
    </>
  )
}
