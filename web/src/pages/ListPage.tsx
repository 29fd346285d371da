import { ReactNode } from "react"
import { useMay } from "../api/session"
import { Kind, Role } from "../api/types"
import { AddDialog, addWords } from "../dialogs/AddDialog"
import { SearchRecordings } from "../recordings/SearchRecordings"
import { KindTable } from "../table/KindTable"
import { Icon, IconName } from "../ui/icons"
import { Link } from "../ui/Link"
import { Command, Empty } from "../ui/parts"
import { places } from "../shell/places"
import { useCrumb } from "../shell/crumb"
import { setQuery, usePlace } from "../url/router"

/** What to do next where a table has nothing. */
const empties: Record<string, { title: string; text: string; command?: string }> = {
  vm: { title: "No virtual machines yet", text: "Make one, or add a provider: machines that run on its hosts appear here by themselves." },
  host: { title: "No hosts yet", text: "Hosts come with a provider: a libvirt that Apus reaches.", command: "apus provider add node1 qemu+ssh://root@node1/system" },
  provider: { title: "No providers yet", text: "A provider is a libvirt that Apus reaches: this machine's own, or another's over SSH.", command: "apus provider add lab qemu:///system" },
  image: { title: "No images yet", text: "Upload a disk image or an installer's ISO, let Apus fetch one, or name a file on the hosts.", command: "apus image upload debian.qcow2 --name debian" },
  "instance-type": { title: "No instance types yet", text: "An instance type is a size by a name.", command: "apus instance-type create small --cpus 1 --memory 256M" },
  network: { title: "No networks yet", text: "Networks of the hosts appear here by themselves; you can make one more." },
  pool: { title: "No storage pools yet", text: "Pools of the hosts appear here by themselves; you can make one more." },
  volume: { title: "No volumes yet", text: "Volumes of the pools appear here by themselves." },
  snapshot: { title: "No snapshots", text: "Take one on the page of a VM, before something risky.", command: "apus vm snapshot create web-1 before-upgrade" },
  operation: { title: "Nothing was done yet", text: "Each change is an operation, with its progress, its end and its reason." },
  recording: { title: "No recordings yet", text: "Every terminal that is opened on a VM or a host is recorded here." },
}

const AddButton = ({ kind }: { kind: Kind }) => {
  const word = addWords[kind.name]
  const may = useMay((kind.name === "vm" ? "user" : kind.name === "provider" ? "administrator" : "operator") as Role)
  const label = kind.name === "vm" ? "New VM" : word
  if (!label || !may) return null
  const inside = <><Icon name="plus" />{label}</>
  return kind.name === "vm" ? <Link className="btn pri" to="/vms/new">{inside}</Link> : <button className="btn pri" onClick={() => setQuery({ add: "1" })}>{inside}</button>
}

export const ListPage = ({ kind }: { kind: Kind }) => {
  const { query } = usePlace()
  useCrumb({ title: kind.title })
  const empty = empties[kind.name]
  const icon: IconName = places.find((place) => place.kind === kind.name)?.icon ?? "search"
  const nothing: ReactNode = (
    <Empty icon={icon} title={empty?.title ?? "Nothing here yet"}>
      {empty && <p>{empty.text}</p>}
      {empty?.command && <Command text={empty.command} />}
      <AddButton kind={kind} />
    </Empty>
  )
  const side = <>{kind.name === "recording" && <SearchRecordings />}<AddButton kind={kind} /></>
  return (
    <>
      <KindTable kind={kind} side={side} empty={nothing} />
      {query.get("add") && addWords[kind.name] && <AddDialog kind={kind} how={query.get("add") ?? ""} onClose={() => setQuery({ add: undefined })} />}
    </>
  )
}
