import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { NIC, Page, VM } from "../api/types"
import { isTerm } from "../filter/syntax"
import { useAnswer } from "../live/useAnswer"
import { Dialog } from "../ui/Dialog"
import { faultOf, SelectField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Menu, MenuItem } from "../ui/Menu"
import { Card, Command, Empty } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useSend } from "./useSend"

const models = ["virtio", "e1000e", "e1000", "rtl8139"]

const Attach = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const networks = useAnswer<Page<{ name: string }>>("/api/v1/networks", [], { filter: isTerm("host", vm.hostName), limit: 200 }).value?.items ?? []
  const [network, setNetwork] = useState("default")
  const [model, setModel] = useState("virtio")
  const { problem, isBusy, send } = useSend(onClose)
  return (
    <Dialog title={`Attach a network card to ${vm.name}`} onClose={onClose}>
      <div className="fields">
        <SelectField label="Network" value={network} onChange={setNetwork} fault={faultOf(problem, "/network")} choices={networks.map(({ name }) => ({ value: name, label: name }))} />
        <SelectField label="Model" value={model} onChange={setModel} fault={faultOf(problem, "/model")} choices={models.map((name) => ({ value: name, label: name }))} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={["/network", "/model"]} />}
      <Command text={`apus vm nic attach ${vm.name} --network ${network}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy} onClick={() => void send("POST", path("vms", vm.id, "nics"), { network, model })}>Attach</button></footer>
    </Dialog>
  )
}

const Detach = ({ vm, nic, onClose }: { vm: VM; nic: NIC; onClose: () => void }) => {
  const { problem, isBusy, send } = useSend(onClose)
  return (
    <Dialog title={`Detach ${nic.mac} of ${vm.name}?`} onClose={onClose}>
      <p>The guest loses this network card, and its connections over it.</p>
      {problem && <ProblemNote problem={problem} />}
      <Command text={`apus vm nic detach ${vm.name} ${nic.mac}`} />
      <footer><button className="btn" onClick={onClose}>No, keep</button><button className="btn bad full" disabled={isBusy} onClick={() => void send("DELETE", path("vms", vm.id, "nics", nic.mac))}>Detach</button></footer>
    </Dialog>
  )
}

const Line = ({ vm, nic, may, onDetach }: { vm: VM; nic: NIC; may: boolean; onDetach: () => void }) => {
  const { problem, send } = useSend()
  const address = path("vms", vm.id, "nics", nic.mac)
  const own = vm.addresses.filter((one) => one.mac === nic.mac)
  return (
    <>
      <tr>
        <td className="mono">{nic.mac}</td>
        <td>{nic.type === "network" && nic.source ? <Link className="link" to={`/networks?filter=${encodeURIComponent(`${isTerm("name", nic.source)}, ${isTerm("host", vm.hostName)}`)}`}>{nic.source}</Link> : nic.source ?? nic.type}</td>
        <td>{nic.model}</td><td><span className={nic.linkUp ? "state run" : "state off"}>{nic.linkUp ? "plugged in" : "unplugged"}</span></td>
        <td className="mono">{own.map((one) => one.address).join(", ")}</td>
        <td className="verbs">
          {may && (
            <Menu className="btn ghost square" label={<Icon name="more" />} title={`What to do with ${nic.mac}`}>
              {(shut) => (
                <>
                  <MenuItem onClick={() => { shut(); void send("PATCH", address, { linkUp: !nic.linkUp }) }}><Icon name="link" />{nic.linkUp ? "Pull the cable" : "Plug the cable in"}</MenuItem>
                  <MenuItem bad onClick={() => { shut(); onDetach() }}><Icon name="close" />Detach</MenuItem>
                </>
              )}
            </Menu>
          )}
        </td>
      </tr>
      {problem && <tr><td colSpan={6}><ProblemNote problem={problem} /></td></tr>}
    </>
  )
}

export const NICs = ({ vm }: { vm: VM }) => {
  const [isAttaching, setAttaching] = useState(false)
  const [detaching, setDetaching] = useState<NIC | null>(null)
  const may = useMay("user") && vm.managed
  return (
    <div className="max">
      <Card title="Network cards" side={may && <button className="btn small" onClick={() => setAttaching(true)}><Icon name="plus" />Attach</button>} flush>
        {vm.nics.length === 0 ? <Empty icon="network" title="It has no network card" /> : (
          <div className="scroll-x">
            <table className="plain">
              <thead><tr><th>MAC</th><th>Network</th><th>Model</th><th>Cable</th><th>Addresses</th><th /></tr></thead>
              <tbody>{vm.nics.map((nic) => <Line key={nic.mac} vm={vm} nic={nic} may={may} onDetach={() => setDetaching(nic)} />)}</tbody>
            </table>
          </div>
        )}
      </Card>
      {detaching && <Detach vm={vm} nic={detaching} onClose={() => setDetaching(null)} />}
      {isAttaching && <Attach vm={vm} onClose={() => setAttaching(false)} />}
    </div>
  )
}
