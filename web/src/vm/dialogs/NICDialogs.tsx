import { useState } from "react"
import { path } from "../../api/client"
import { NIC, Page, VM } from "../../api/types"
import { isTerm } from "../../filter/syntax"
import { shellWord } from "../../format/words"
import { useAnswer } from "../../live/useAnswer"
import { Dialog } from "../../ui/Dialog"
import { faultOf, Segments, SelectField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

const models = ["virtio", "e1000e", "e1000", "rtl8139"]
const handled = ["/network", "/bridge", "/model", "/filter"]

interface Named { name: string }
interface Interface extends Named { type: string }

const choicesOf = (names: string[], first: string) => [{ value: "", label: first }, ...names.map((name) => ({ value: name, label: name }))]

const useNetworks = (vm: VM) => useAnswer<Page<Named>>("/api/v1/networks", [], { filter: isTerm("host", vm.hostName), limit: 200 }).value?.items.map((one) => one.name) ?? []
const useBridges = (vm: VM) => useAnswer<{ items: Interface[] }>(path("hosts", vm.host, "interfaces")).value?.items.filter((one) => one.type === "bridge").map((one) => one.name) ?? []
const useFilters = (vm: VM) => useAnswer<{ items: Named[] }>(path("hosts", vm.host, "filters")).value?.items.map((one) => one.name) ?? []

export const AttachNIC = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const [networks, bridges, filters] = [useNetworks(vm), useBridges(vm), useFilters(vm)]
  const [by, setBy] = useState<"network" | "bridge">("network")
  const [network, setNetwork] = useState("default")
  const [bridge, setBridge] = useState("")
  const [model, setModel] = useState("virtio")
  const [filter, setFilter] = useState("")
  const { problem, isBusy, send } = useSend(onClose)
  const place = by === "network" ? { network } : { bridge }
  const words = `--${by} ${shellWord((by === "network" ? network : bridge) || "NAME")}${filter && ` --filter ${shellWord(filter)}`}`
  return (
    <Dialog title={`Attach a network card to ${vm.name}`} onClose={onClose}>
      <Segments label="Where" value={by} onChange={setBy} choices={[{ value: "network", label: "A network" }, { value: "bridge", label: "A bridge of the host" }]} />
      <div className="fields">
        {by === "network"
          ? <SelectField label="Network" value={network} onChange={setNetwork} fault={faultOf(problem, "/network")} choices={networks.map((name) => ({ value: name, label: name }))} />
          : <SelectField label="Bridge" value={bridge} onChange={setBridge} fault={faultOf(problem, "/bridge")} choices={choicesOf(bridges, bridges.length > 0 ? "choose" : "the host has none")} />}
        <SelectField label="Model" value={model} onChange={setModel} fault={faultOf(problem, "/model")} choices={models.map((name) => ({ value: name, label: name }))} />
        <SelectField label="Filter" value={filter} onChange={setFilter} fault={faultOf(problem, "/filter")} choices={choicesOf(filters, "none")} hint="what the guest may send; clean-traffic forbids foreign addresses" />
      </div>
      {problem && <ProblemNote problem={problem} hidden={handled} />}
      <Command text={`apus vm nic attach ${vm.name} ${words}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || (by === "bridge" && !bridge)} onClick={() => void send("POST", path("vms", vm.id, "nics"), { ...place, model, ...(filter && { filter }) })}>Attach</button></footer>
    </Dialog>
  )
}

/** Another network or another filter; the card stays the guest's own. */
export const ChangeNIC = ({ vm, nic, onClose }: { vm: VM; nic: NIC; onClose: () => void }) => {
  const [networks, filters] = [useNetworks(vm), useFilters(vm)]
  const own = nic.type === "network" ? nic.source ?? "" : ""
  const [network, setNetwork] = useState(own)
  const [filter, setFilter] = useState(nic.filter ?? "")
  const { problem, isBusy, send } = useSend(onClose)
  const change = { ...(network !== own && { network }), ...(filter !== (nic.filter ?? "") && { filter }) }
  const words = [network !== own && ` --network ${shellWord(network)}`, filter !== (nic.filter ?? "") && ` --filter ${filter ? shellWord(filter) : "''"}`].filter(Boolean).join("")
  return (
    <Dialog title={`Network card ${nic.mac} of ${vm.name}`} onClose={onClose}>
      <div className="fields">
        {own && <SelectField label="Network" value={network} onChange={setNetwork} fault={faultOf(problem, "/network")} choices={[...new Set([own, ...networks])].map((name) => ({ value: name, label: name }))} />}
        <SelectField label="Filter" value={filter} onChange={setFilter} fault={faultOf(problem, "/filter")} choices={choicesOf([...new Set([...(nic.filter ? [nic.filter] : []), ...filters])], "none")} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={handled} />}
      <Command text={`apus vm nic set ${vm.name} ${nic.mac}${words}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || Object.keys(change).length === 0} onClick={() => void send("PATCH", path("vms", vm.id, "nics", nic.mac), change)}>Change</button></footer>
    </Dialog>
  )
}
