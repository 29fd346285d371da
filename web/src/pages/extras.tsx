import { ComponentType } from "react"
import { InstanceType } from "../api/types"
import { bytes, dateTime } from "../format/cell"
import { useAnswer } from "../live/useAnswer"
import { Link } from "../ui/Link"
import { Card, Empty, Meter, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

interface Lease {
  ip: string
  mac?: string
  hostname?: string
  vm?: string
  vmId?: string
  expiresAt?: string
  fixed: boolean
}

const Leases = ({ id }: { id: string }) => {
  const { value, problem, reload } = useAnswer<{ items: Lease[] }>(`/api/v1/networks/${id}/leases`, ["vm"])
  return (
    <Card title="Addresses it has given out" flush>
      {problem ? <ProblemNote problem={problem} retry={reload} /> : !value ? <Waiting /> : value.items.length === 0 ? <Empty icon="network" title="None at the moment" /> : (
        <div className="scroll-x">
          <table className="plain">
            <thead><tr><th>Address</th><th>VM</th><th>Card</th><th>Until</th></tr></thead>
            <tbody>
              {value.items.map((lease) => (
                <tr key={lease.ip + lease.mac}>
                  <td className="mono">{lease.ip}</td>
                  <td>{lease.vmId ? <Link className="link" to={`/vms/${lease.vmId}`}>{lease.vm}</Link> : lease.hostname}</td>
                  <td className="mono">{lease.mac}</td><td>{lease.fixed ? "for good" : lease.expiresAt && dateTime(lease.expiresAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

interface UsageVolume {
  id: string
  name: string
  capacity: number
  allocation: number
  use: string
}

interface Usage {
  name: string
  capacity: number
  allocation: number
  available: number
  used: number
  promised: number
  largest: UsageVolume[]
  orphans: UsageVolume[]
}

const Volumes = ({ title, volumes }: { title: string; volumes: UsageVolume[] }) => (
  <Card title={title} flush>
    <div className="scroll-x">
      <table className="plain">
        <thead><tr><th>Name</th><th>Use</th><th className="n">Takes</th><th className="n">May take</th></tr></thead>
        <tbody>
          {volumes.map((volume) => (
            <tr key={volume.id}>
              <td><Link className="link" to={`/volumes/${volume.id}`}>{volume.name}</Link></td><td>{volume.use}</td><td className="n">{bytes(volume.allocation)}</td><td className="n">{bytes(volume.capacity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
)

const PoolUsage = ({ id }: { id: string }) => {
  const { value, problem, reload } = useAnswer<Usage>(`/api/v1/pools/${id}/usage`, ["volume", "pool"])
  if (problem) return <ProblemNote problem={problem} retry={reload} />
  if (!value) return <Waiting />
  return (
    <>
      <Card title="How full it is">
        <div className="stack">
          <div className="between"><span>{bytes(value.allocation)} of {bytes(value.capacity)} taken</span><b>{bytes(value.available)} left</b></div>
          <span className="meter wide"><i className={value.used > 95 ? "b" : value.used > 85 ? "w" : ""} style={{ width: `${value.used}%` }} /></span>
          <div className="between dim"><span>Guests may come to take {bytes(value.promised)}</span><Meter part={value.promised / Math.max(1, value.capacity)} label="Promised" /></div>
        </div>
      </Card>
      {value.largest.length > 0 && <Volumes title="Largest volumes" volumes={value.largest} />}
      {value.orphans.length > 0 && <Volumes title="Left behind by VMs that are gone" volumes={value.orphans} />}
    </>
  )
}

const FitNow = ({ id }: { id: string }) => {
  const type = useAnswer<InstanceType>(`/api/v1/instance-types/${id}`).value
  return <Card title="Use it">{type && <Link className="btn pri" to={`/vms/new?type=${encodeURIComponent(type.name)}`}>New VM of this type</Link>}</Card>
}

const UseImage = ({ id }: { id: string }) => {
  const image = useAnswer<{ name: string; format: string; state: string }>(`/api/v1/images/${id}`, ["image"]).value
  if (!image) return <Waiting />
  return <Card title="Use it">{image.state === "ready" ? <Link className="btn pri" to={`/vms/new?${image.format === "iso" ? "iso" : "image"}=${encodeURIComponent(image.name)}`}>New VM from this image</Link> : <span className="dim">It is not whole yet: choose the same file again on the images page, and the upload goes on.</span>}</Card>
}

/** What some kinds show beside their facts. */
export const extras: Record<string, ComponentType<{ id: string }>> = { network: Leases, pool: PoolUsage, "instance-type": FitNow, image: UseImage }
