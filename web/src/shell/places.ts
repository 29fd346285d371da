import type { IconName } from "../ui/icons"

export interface PlaceEntry {
  path: string
  title: string
  icon: IconName
  /** The kind whose rows are counted. */
  kind?: string
  group: string
  keys?: string
}

export const places: PlaceEntry[] = [
  { path: "/", title: "Overview", icon: "overview", group: "", keys: "g o" },
  { path: "/vms", title: "Virtual machines", icon: "vm", kind: "vm", group: "Workloads", keys: "g v" },
  { path: "/snapshots", title: "Snapshots", icon: "snapshot", kind: "snapshot", group: "Workloads" },
  { path: "/images", title: "Images", icon: "image", kind: "image", group: "Workloads", keys: "g i" },
  { path: "/instance-types", title: "Instance types", icon: "instanceType", kind: "instance-type", group: "Workloads" },
  { path: "/hosts", title: "Hosts", icon: "host", kind: "host", group: "Infrastructure", keys: "g h" },
  { path: "/providers", title: "Providers", icon: "provider", kind: "provider", group: "Infrastructure", keys: "g p" },
  { path: "/networks", title: "Networks", icon: "network", kind: "network", group: "Infrastructure", keys: "g n" },
  { path: "/pools", title: "Storage pools", icon: "pool", kind: "pool", group: "Infrastructure", keys: "g s" },
  { path: "/volumes", title: "Volumes", icon: "volume", kind: "volume", group: "Infrastructure" },
  { path: "/operations", title: "Operations", icon: "operation", group: "Insight", keys: "g t" },
  { path: "/recordings", title: "Recordings", icon: "recording", kind: "recording", group: "Insight", keys: "g r" },
  { path: "/settings", title: "Settings", icon: "settings", group: "End" },
]
