/** The words of the API, as docs/openapi.json has them. */
export type CellValue = string | number | boolean | string[] | null
export type ColumnType = "text" | "integer" | "number" | "bytes" | "duration" | "flag" | "date" | "list"

export interface Column {
  name: string
  title: string
  type: ColumnType
  unit?: string
  link?: string
  isDefault: boolean
  help: string
}

export interface Kind {
  name: string
  plural: string
  title: string
  columns: Column[]
}

export interface Page<Item> {
  items: Item[]
  next?: string
  total: number
}

export interface Fault {
  pointer: string
  code: string
  message: string
}

/** RFC 9457. */
export interface Problem {
  code: string
  title: string
  status: number
  detail: string
  instance?: string
  errors?: Fault[]
  operation?: string
  candidates?: string[]
  refusals?: { host: string; reason: string }[]
  retryAfter?: number
}

export type OperationState = "pending" | "running" | "unwinding" | "succeeded" | "failed" | "cancelled" | "stuck"

export interface Target {
  kind: string
  id: string
  name: string
}

export interface Operation {
  id: string
  number: number
  kind: string
  state: OperationState
  target: Target
  actor: string
  createdAt: string
  startedAt?: string
  finishedAt?: string
  progress: { fraction: number; step: string }
  cancelRequested: boolean
  cancellable: boolean
  error?: Problem
  created?: Target
  notes?: string[]
}

export interface Disk {
  device: string
  target: string
  bus?: string
  source?: string
  format?: string
  readOnly: boolean
  capacity?: number
  allocation?: number
  bootOrder?: number
  cache?: string
}

export interface NIC {
  mac: string
  type: string
  source?: string
  model?: string
  linkUp: boolean
  filter?: string
}

export interface VM {
  id: string
  name: string
  host: string
  hostName: string
  state: string
  nativeState: string
  cpus: number
  memory: number
  maximumCPUs: number
  maximumMemory: number
  title?: string
  description?: string
  tags: string[]
  cpuModel?: string
  firmware?: string
  graphics: string[]
  video: string[]
  arch: string
  machine: string
  accelerator: string
  disks: Disk[]
  nics: NIC[]
  hostDevices: { kind: "usb" | "pci"; address: string; alias?: string }[]
  addresses: { address: string; mac?: string; source: string }[]
  snapshots: number
  autostart: boolean
  deleteProtection: boolean
  startProtection: boolean
  startOrder?: number
  startDelay?: number
  managed: boolean
  adopted: boolean
  image?: string
  instanceType?: string
  createdAt?: string
  createdBy?: string
  volumes: string[]
  agent?: string
  template: boolean
  linkedTo?: string
  clonedFrom?: string
  operation?: string
  staleSince?: string
}

export interface Host {
  id: string
  name: string
  providerName: string
  state: string
  mode?: string
  fault?: string
  lastSeen?: string
  arch: string
  cpus: number
  cpuModel: string
  memory: number
  memoryFree: number
  hypervisor: string
  hypervisorVersion: string
  libvirtVersion: string
  accelerators: string[]
  warnings: string[]
  cpusAllocated: number
  memoryAllocated: number
  vms: string[]
  capabilities: string[]
  labels: Record<string, string>
}

export interface Image {
  id: string
  name: string
  path: string
  format: string
  state: string
  virtualSize?: number
  size?: number
  usedBy: string[]
}

export interface InstanceType {
  id: string
  name: string
  cpus: number
  memory: number
  disk?: number
}

export interface Verdict {
  host: string
  fits: boolean
  score?: number
  rule?: string
  reason?: string
}

export interface Decision {
  operation?: string
  vm: string
  at: string
  algorithm: string
  host?: string
  hosts: number
  fitting: number
  refusals: { rule: string; hosts: number }[]
  verdicts: Verdict[]
  notes: string[]
}

export interface Capacity {
  hosts: number
  open: number
  algorithm: string
  cpus: { capacity: number; allocated: number }
  memory: { capacity: number; allocated: number }
  instanceTypes: { instanceType: string; cpus: number; memory: number; disk?: number; fit: number }[]
}

export interface Recording {
  id: string
  name: string
  /** The UUID; the machine may be gone. */
  vm?: string
  vmName?: string
  host?: string
  hostName?: string
  user?: string
  kind: string
  started: string
  duration?: number
  bytes?: number
  state: string
  input?: boolean
}

export type Role = "viewer" | "user" | "operator" | "administrator"

export interface Session {
  name: string
  role: Role
  expires?: string
}
