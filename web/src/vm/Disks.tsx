import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { Disk, Image, Page, VM } from "../api/types"
import { bytes } from "../format/cell"
import { readSize } from "../format/words"
import { useAnswer } from "../live/useAnswer"
import { Dialog } from "../ui/Dialog"
import { faultOf, Segments, SelectField, TextField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Menu, MenuItem } from "../ui/Menu"
import { Card, Command, Empty, Meter } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { Limits } from "./dialogs/Limits"
import { useSend } from "./useSend"

const Attach = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [what, setWhat] = useState<"new" | "volume" | "cdrom">("new")
  const [size, setSize] = useState("10 GiB")
  const [volume, setVolume] = useState("")
  const { problem, isBusy, send } = useSend(onClose)
  const read = readSize(size)
  const body = what === "new" ? { size: read } : what === "volume" ? { volume } : { device: "cdrom", ...(volume ? { volume } : {}) }
  const command = what === "new" ? `--size ${size.replace(/[ iB]/g, "")}` : what === "volume" ? `--volume ${volume}` : "--cdrom"
  return (
    <Dialog title="Attach a disk" onClose={onClose}>
      <Segments label="What" value={what} onChange={setWhat} choices={[{ value: "new", label: "New disk" }, { value: "volume", label: "A volume" }, { value: "cdrom", label: "CD-ROM drive" }]} />
      {what === "new" && <TextField label="Size" value={size} onChange={setSize} fault={read === null ? "a size such as 10 GiB" : faultOf(problem, "/size")} />}
      {what !== "new" && <TextField label="Volume" value={volume} onChange={setVolume} hint="pool/volume, as on the page of volumes" fault={faultOf(problem, "/volume")} />}
      {problem && <ProblemNote problem={problem} hidden={["/size", "/volume"]} />}
      <Command text={`apus vm disk attach ${vm.name} ${command}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || (what === "new" && read === null)} onClick={() => void send("POST", path("vms", vm.id, "disks"), body)}>Attach</button></footer>
    </Dialog>
  )
}

const Grow = ({ vm, disk, onClose }: { vm: VM; disk: Disk; onClose: () => void }) => {
  const [size, setSize] = useState(bytes((disk.capacity ?? 0) * 2))
  const { problem, isBusy, send } = useSend(onClose)
  const read = readSize(size)
  return (
    <Dialog title={`Grow ${disk.target} of ${vm.name}`} onClose={onClose}>
      <TextField label="New size" value={size} onChange={setSize} autoFocus hint={`now ${bytes(disk.capacity ?? 0)}; a disk never shrinks`} fault={read === null ? "a size such as 20 GiB" : faultOf(problem, "/size")} />
      {problem && <ProblemNote problem={problem} hidden={["/size"]} />}
      <Command text={`apus vm disk grow ${vm.name} ${disk.target} ${size.replace(/[ iB]/g, "")}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || read === null} onClick={() => void send("PATCH", path("vms", vm.id, "disks", disk.target), { size: read })}>Grow</button></footer>
    </Dialog>
  )
}

const Detach = ({ vm, disk, onClose }: { vm: VM; disk: Disk; onClose: () => void }) => {
  const { problem, isBusy, send } = useSend(onClose)
  const address = path("vms", vm.id, "disks", disk.target)
  return (
    <Dialog title={`Detach ${disk.target} of ${vm.name}?`} onClose={onClose}>
      <p>The guest loses it at once. <span className="mono">{disk.source}</span> stays, unless you delete it too.</p>
      {problem && <ProblemNote problem={problem} />}
      <footer>
        <button className="btn" onClick={onClose}>No, keep</button>
        <button className="btn bad" disabled={isBusy} onClick={() => void send("DELETE", address, undefined, { deleteVolume: true })}>Detach and delete its volume</button>
        <button className="btn pri" disabled={isBusy} onClick={() => void send("DELETE", address)}>Detach</button>
      </footer>
    </Dialog>
  )
}

const Insert = ({ vm, disk, onClose }: { vm: VM; disk: Disk; onClose: () => void }) => {
  const images = useAnswer<Page<Image>>("/api/v1/images", [], { filter: "format = (iso|raw), state = ready", limit: 200 }).value?.items ?? []
  const [image, setImage] = useState("")
  const { problem, isBusy, send } = useSend(onClose)
  return (
    <Dialog title={`Medium in ${disk.target} of ${vm.name}`} onClose={onClose}>
      <SelectField label="Image" value={image} onChange={setImage} choices={[{ value: "", label: "choose" }, ...images.map((one) => ({ value: one.name, label: one.name }))]} />
      {problem && <ProblemNote problem={problem} />}
      <footer>
        <button className="btn" disabled={isBusy} onClick={() => void send("DELETE", path("vms", vm.id, "disks", disk.target, "media"))}>Eject</button>
        <button className="btn pri" disabled={isBusy || !image} onClick={() => void send("PUT", path("vms", vm.id, "disks", disk.target, "media"), { image })}>Insert</button>
      </footer>
    </Dialog>
  )
}

type Open = { is: "attach" } | { is: "grow" | "limits" | "detach" | "insert"; disk: Disk } | null

export const Disks = ({ vm }: { vm: VM }) => {
  const [open, setOpen] = useState<Open>(null)
  const may = useMay("user") && vm.managed
  const close = () => setOpen(null)
  return (
    <div className="max">
      <Card title="Disks" side={may && <button className="btn small" onClick={() => setOpen({ is: "attach" })}><Icon name="plus" />Attach</button>} flush>
        {vm.disks.length === 0 ? <Empty icon="volume" title="It has no disks" /> : (
          <div className="scroll-x">
            <table className="plain">
              <thead><tr><th>Target</th><th>Kind</th><th>Size</th><th>Taken</th><th>Source</th><th /></tr></thead>
              <tbody>
                {vm.disks.map((disk) => (
                  <tr key={disk.target}>
                    <td><b>{disk.target}</b> <span className="faint">{disk.bus}</span></td>
                    <td>{disk.device} {disk.format && <span className="tag">{disk.format}</span>}{disk.readOnly && <span className="tag">read-only</span>}</td>
                    <td>{disk.capacity !== undefined && bytes(disk.capacity)}</td>
                    <td>{disk.allocation !== undefined && disk.capacity && !disk.readOnly ? <><Meter part={disk.allocation / disk.capacity} label="Taken" isCalm /> <span className="faint">{bytes(disk.allocation)}</span></> : null}</td>
                    <td className="mono">{disk.source ?? <span className="faint">empty</span>}</td>
                    <td className="verbs">
                      {may && (
                        <Menu className="btn ghost square" label={<Icon name="more" />} title={`What to do with ${disk.target}`}>
                          {(shut) => (
                            <>
                              {disk.device === "disk" && !disk.readOnly && <MenuItem onClick={() => { shut(); setOpen({ is: "grow", disk }) }}><Icon name="plus" />Grow</MenuItem>}
                              {disk.device === "disk" && <MenuItem onClick={() => { shut(); setOpen({ is: "limits", disk }) }}><Icon name="settings" />Limit</MenuItem>}
                              {disk.device === "cdrom" && <MenuItem onClick={() => { shut(); setOpen({ is: "insert", disk }) }}><Icon name="recording" />Insert or eject</MenuItem>}
                              <MenuItem bad onClick={() => { shut(); setOpen({ is: "detach", disk }) }}><Icon name="close" />Detach</MenuItem>
                            </>
                          )}
                        </Menu>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      {open?.is === "attach" && <Attach vm={vm} onClose={close} />}
      {open?.is === "grow" && <Grow vm={vm} disk={open.disk} onClose={close} />}
      {open?.is === "limits" && <Limits vm={vm} disk={open.disk} onClose={close} />}
      {open?.is === "detach" && <Detach vm={vm} disk={open.disk} onClose={close} />}
      {open?.is === "insert" && <Insert vm={vm} disk={open.disk} onClose={close} />}
    </div>
  )
}
