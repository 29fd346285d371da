import { useState } from "react"
import { path } from "../api/client"
import { useMay } from "../api/session"
import { NIC, VM } from "../api/types"
import { isTerm } from "../filter/syntax"
import { Dialog } from "../ui/Dialog"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Menu, MenuItem } from "../ui/Menu"
import { Card, Command, Empty } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { AttachNIC, ChangeNIC } from "./dialogs/NICDialogs"
import { useSend } from "./useSend"

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

const Line = ({ vm, nic, may, onChange, onDetach }: { vm: VM; nic: NIC; may: boolean; onChange: () => void; onDetach: () => void }) => {
  const { problem, send } = useSend()
  const address = path("vms", vm.id, "nics", nic.mac)
  const own = vm.addresses.filter((one) => one.mac === nic.mac)
  return (
    <>
      <tr>
        <td className="mono">{nic.mac}</td>
        <td>{nic.type === "network" && nic.source ? <Link className="link" to={`/networks?filter=${encodeURIComponent(`${isTerm("name", nic.source)}, ${isTerm("host", vm.hostName)}`)}`}>{nic.source}</Link> : nic.source ?? nic.type}</td>
        <td>{nic.model}{nic.filter && <> <span className="tag" title="its filter">{nic.filter}</span></>}</td><td><span className={nic.linkUp ? "state run" : "state off"}>{nic.linkUp ? "plugged in" : "unplugged"}</span></td>
        <td className="mono">{own.map((one) => one.address).join(", ")}</td>
        <td className="verbs">
          {may && (
            <Menu className="btn ghost square" label={<Icon name="more" />} title={`What to do with ${nic.mac}`}>
              {(shut) => (
                <>
                  <MenuItem onClick={() => { shut(); void send("PATCH", address, { linkUp: !nic.linkUp }) }}><Icon name="link" />{nic.linkUp ? "Pull the cable" : "Plug the cable in"}</MenuItem>
                  <MenuItem onClick={() => { shut(); onChange() }}><Icon name="settings" />Change</MenuItem>
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
  const [changing, setChanging] = useState<NIC | null>(null)
  const [detaching, setDetaching] = useState<NIC | null>(null)
  const may = useMay("user") && vm.managed
  return (
    <div className="max">
      <Card title="Network cards" side={may && <button className="btn small" onClick={() => setAttaching(true)}><Icon name="plus" />Attach</button>} flush>
        {vm.nics.length === 0 ? <Empty icon="network" title="It has no network card" /> : (
          <div className="scroll-x">
            <table className="plain">
              <thead><tr><th>MAC</th><th>Network</th><th>Model</th><th>Cable</th><th>Addresses</th><th /></tr></thead>
              <tbody>{vm.nics.map((nic) => <Line key={nic.mac} vm={vm} nic={nic} may={may} onChange={() => setChanging(nic)} onDetach={() => setDetaching(nic)} />)}</tbody>
            </table>
          </div>
        )}
      </Card>
      {detaching && <Detach vm={vm} nic={detaching} onClose={() => setDetaching(null)} />}
      {changing && <ChangeNIC vm={vm} nic={changing} onClose={() => setChanging(null)} />}
      {isAttaching && <AttachNIC vm={vm} onClose={() => setAttaching(false)} />}
    </div>
  )
}
