import { readSize, shellWord } from "../format/words"

export interface FormField {
  name: string
  label: string
  hint?: string
  placeholder?: string
  initial?: string
  /** How the text becomes a value of the request. */
  type?: "text" | "number" | "size" | "flag" | "choice" | "list"
  choices?: string[]
  /** The plural whose names may be chosen. */
  from?: string
  isOptional?: boolean
  wide?: boolean
  when?: (values: Values) => boolean
}

export type Values = Record<string, string>

export interface Form {
  fields: FormField[]
  /** The line that does the same. */
  command: (values: Values) => string
  /** Where the request differs from the fields. */
  body?: (body: Record<string, unknown>) => Record<string, unknown>
}

const option = (name: string, value: string | undefined) => (value ? ` --${name} ${shellWord(value)}` : "")
const size = (text: string | undefined) => text?.replace(/[ iB]/g, "")

const isAddressed = (values: Values) => ["nat", "route", "open", "isolated"].includes(values.forward ?? "")

export const forms: Record<string, Form> = {
  provider: {
    fields: [
      { name: "name", label: "Name", placeholder: "node1" },
      { name: "address", label: "Address", wide: true, placeholder: "qemu+ssh://root@node1/system", hint: "this machine: qemu:///system; over SSH: qemu+ssh://user@host/system" },
      { name: "pool", label: "Pool for new disks", placeholder: "apus", isOptional: true },
      { name: "network", label: "Network for new NICs", placeholder: "default", isOptional: true },
    ],
    command: (values) => `apus provider add ${shellWord(values.name || "NAME")} ${shellWord(values.address || "ADDRESS")}${option("pool", values.pool)}${option("network", values.network)}`,
  },
  "instance-type": {
    fields: [
      { name: "name", label: "Name", placeholder: "medium" }, { name: "cpus", label: "CPUs", type: "number", initial: "2" },
      { name: "memory", label: "Memory", type: "size", initial: "4 GiB" }, { name: "disk", label: "Disk", type: "size", isOptional: true, hint: "empty: as large as the image" },
    ],
    command: (values) => `apus instance-type create ${shellWord(values.name || "NAME")} --cpus ${values.cpus ?? ""} --memory ${size(values.memory) ?? ""}${option("disk", size(values.disk))}`,
  },
  network: {
    fields: [
      { name: "name", label: "Name", placeholder: "lab-net" }, { name: "host", label: "Host", from: "hosts" },
      { name: "forward", label: "Forwards", type: "choice", choices: ["nat", "route", "open", "isolated", "bridge", "macvtap"], initial: "nat" },
      { name: "address", label: "Address", placeholder: "10.77.0.1/24", when: isAddressed },
      { name: "bridge", label: "Bridge of the host", when: (values) => values.forward === "bridge", hint: "it must be there already" },
      { name: "devices", label: "Device of the host", type: "list", when: (values) => values.forward === "macvtap" },
      { name: "start", label: "First address given out", placeholder: "10.77.0.10", isOptional: true, when: isAddressed },
      { name: "end", label: "Last address given out", placeholder: "10.77.0.200", isOptional: true, when: isAddressed },
      { name: "autostart", label: "Starts with its host", type: "flag", initial: "yes" },
    ],
    body: ({ start, end, ...rest }) => (start || end ? { ...rest, dhcp: { ranges: [{ start, end }] } } : rest),
    command: (values) => `apus network create ${shellWord(values.name || "NAME")} --host ${shellWord(values.host || "HOST")} --${values.forward ?? "nat"}${values.address ? " " + values.address : ""}${values.start && values.end ? ` --dhcp ${values.start}-${values.end}` : ""}`,
  },
  pool: {
    fields: [
      { name: "name", label: "Name", placeholder: "fast" }, { name: "host", label: "Host", from: "hosts" },
      { name: "type", label: "Type", type: "choice", choices: ["dir", "netfs", "logical", "fs", "iscsi", "rbd", "zfs"], initial: "dir", hint: "nothing is ever formatted" },
      { name: "path", label: "Path", placeholder: "/srv/apus", when: (values) => ["dir", "netfs", "fs"].includes(values.type ?? "") },
      { name: "sourceHost", label: "Server", when: (values) => ["netfs", "iscsi", "rbd"].includes(values.type ?? "") },
      { name: "sourcePath", label: "Export", when: (values) => values.type === "netfs" },
      { name: "sourceName", label: "Volume group or pool", when: (values) => ["logical", "rbd", "zfs"].includes(values.type ?? "") },
      { name: "sourceDevice", label: "Device", when: (values) => ["fs", "iscsi"].includes(values.type ?? "") },
      { name: "autostart", label: "Starts with its host", type: "flag", initial: "yes" },
    ],
    command: (values) => `apus pool create ${shellWord(values.name || "NAME")} --host ${shellWord(values.host || "HOST")} --type ${values.type ?? ""}${option("path", values.path)}`,
  },
  volume: {
    fields: [
      { name: "name", label: "Name", placeholder: "data.qcow2" }, { name: "pool", label: "Pool", from: "pools" },
      { name: "host", label: "Host", from: "hosts", isOptional: true, hint: "where several have the pool" },
      { name: "capacity", label: "Size", type: "size", initial: "10 GiB" }, { name: "format", label: "Format", type: "choice", choices: ["qcow2", "raw"], initial: "qcow2" },
    ],
    command: (values) => `apus volume create ${shellWord(values.name || "NAME")} --pool ${shellWord(values.pool || "POOL")} --size ${size(values.capacity) ?? ""}`,
  },
}

/** The texts of a form as the request's body; a size that is none is left out, and the server says so. */
export const bodyOf = (form: Form, values: Values): Record<string, unknown> => {
  const body: Record<string, unknown> = {}
  for (const field of form.fields) {
    const text = values[field.name] ?? ""
    if (text === "" || (field.when && !field.when(values))) continue
    if (field.type === "number") body[field.name] = Number(text)
    else if (field.type === "size") body[field.name] = readSize(text) ?? text
    else if (field.type === "flag") body[field.name] = text === "yes"
    else if (field.type === "list") body[field.name] = text.split(",").map((one) => one.trim())
    else body[field.name] = text
  }
  return form.body ? form.body(body) : body
}
