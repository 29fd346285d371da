import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { VM } from "../api/types"
import { useAnswer } from "../live/useAnswer"
import { Dialog } from "../ui/Dialog"
import { SelectField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Card, Command, Empty } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useSend } from "./useSend"

interface HostDevice {
  kind: "usb" | "pci"
  name: string
  address: string
  vendor?: string
  product?: string
  vendorName?: string
  productName?: string
  driver?: string
  iommuGroup?: number
  usedBy?: string
}

const nameOf = (device: HostDevice): string => [device.vendorName, device.productName].filter(Boolean).join(" ") || device.name

/** By what it is where that is known: where it is plugged in changes. */
const usbOf = (device: HostDevice) => {
  if (device.vendor && device.product) return { vendor: device.vendor, product: device.product }
  const [bus, number] = device.address.split(":")
  return { bus: Number(bus), device: Number(number) }
}

const Attach = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const answer = useAnswer<{ devices: HostDevice[] }>(path("hosts", vm.host, "devices"))
  const free = answer.value?.devices.filter((device) => !device.usedBy) ?? []
  const [name, setName] = useState("")
  const device = free.find((one) => one.name === name)
  const { problem, isBusy, send } = useSend(onClose)
  const shown = problem ?? answer.problem
  const word = device && (device.kind === "pci" ? device.address : device.vendor && device.product ? `${device.vendor}:${device.product}` : device.address)
  const choices = free.map((one) => ({ value: one.name, label: `${one.kind === "usb" ? "USB" : "PCI"} ${one.address}  ${nameOf(one)}` }))
  return (
    <Dialog title={`Give ${vm.name} a device of ${vm.hostName}`} onClose={onClose}>
      <SelectField label="Device" value={name} onChange={setName} wide choices={[{ value: "", label: answer.value && free.length === 0 ? "the host has none to give" : "choose" }, ...choices]} />
      {device?.iommuGroup !== undefined && <p className="faint">IOMMU group {device.iommuGroup}: its devices can only be given away together.</p>}
      {device?.driver && <p className="faint">The host itself uses it ({device.driver}), and loses it meanwhile.</p>}
      {shown && <ProblemNote problem={shown} />}
      <Command text={`apus vm device attach ${vm.name} --${device?.kind ?? "usb"} ${word ?? "ADDRESS"}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !device} onClick={() => device && void send("POST", path("vms", vm.id, "devices"), device.kind === "pci" ? { pci: device.address } : { usb: usbOf(device) })}>Attach</button></footer>
    </Dialog>
  )
}

/** USB and PCI devices of its host that the machine has. */
export const HostDevices = ({ vm }: { vm: VM }) => {
  const [isAttaching, setAttaching] = useState(false)
  const { problem, isBusy, send } = useSend()
  const may = useMay("operator") && vm.managed
  return (
    <div className="max">
      <Card title="USB and PCI devices of its host" side={may && <button className="btn small" onClick={() => setAttaching(true)}><Icon name="plus" />Attach</button>} flush>
        {vm.hostDevices.length === 0 ? <Empty icon="link" title="It has none"><p>A device that is attached leaves its host until it is taken back; such a machine does not move to other hosts.</p></Empty> : (
          <div className="scroll-x">
            <table className="plain">
              <thead><tr><th>Kind</th><th>Address</th><th /></tr></thead>
              <tbody>
                {vm.hostDevices.map((device) => (
                  <tr key={device.address}>
                    <td>{device.kind === "usb" ? "USB" : "PCI"}</td><td className="mono">{device.address}</td>
                    <td className="verbs">{may && <button className="btn small" disabled={isBusy} onClick={() => void send("DELETE", path("vms", vm.id, "devices", device.address))}>Take back</button>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      {problem && <ProblemNote problem={problem} />}
      {isAttaching && <Attach vm={vm} onClose={() => setAttaching(false)} />}
    </div>
  )
}
