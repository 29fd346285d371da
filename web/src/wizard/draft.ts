import { readSize, shellWord } from "../format/words"

/** What the wizard's fields hold: texts as they were written. */
export interface Draft {
  name: string
  count: string
  source: "image" | "iso" | "empty" | "template" | "volume"
  image: string
  iso: string
  template: string
  volume: string
  size: string
  /** How the disks of an image or template become its own. */
  clone: "linked" | "full"
  /** An instance type's name, or empty for one's own size. */
  type: string
  cpus: string
  memory: string
  disk: string
  network: string
  os: "linux" | "windows" | "other"
  host: string
  algorithm: string
  tags: string
  cloud: "form" | "raw" | "none"
  user: string
  keys: string
  packages: string
  userData: string
  start: boolean
}

export const firstDraft: Draft = {
  name: "", count: "1", source: "image", image: "", iso: "", template: "", volume: "", size: "", clone: "linked", type: "", cpus: "1", memory: "1 GiB", disk: "", network: "",
  os: "linux", host: "", algorithm: "", tags: "", cloud: "form", user: "", keys: "", packages: "", userData: "#cloud-config\n", start: true,
}

const words = (text: string) => text.split(/[,\s]+/).filter(Boolean)
const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean)

const sourceOf = (draft: Draft): Record<string, unknown> => {
  const disk = readSize(draft.disk)
  const cloned = draft.clone === "full" ? { clone: "full" } : {}
  switch (draft.source) {
    case "image": return { image: draft.image, ...cloned, ...(disk ? { diskSize: disk } : {}) }
    case "iso": return { iso: draft.iso, ...(disk ? { diskSize: disk } : {}) }
    case "template": return { template: draft.template, ...cloned }
    case "volume": return { volume: draft.volume }
    case "empty": return { disks: [{ size: disk ?? 10 * 1024 ** 3 }] }
  }
}

const cloudOf = (draft: Draft): Record<string, unknown> => {
  if (draft.cloud === "raw") return { userData: draft.userData }
  if (draft.cloud === "none") return {}
  const [keys, packages] = [lines(draft.keys), words(draft.packages)]
  const cloudInit = { ...(draft.user ? { user: draft.user } : {}), ...(keys.length > 0 ? { sshKeys: keys } : {}), ...(packages.length > 0 ? { packages } : {}) }
  return Object.keys(cloudInit).length > 0 ? { cloudInit } : {}
}

/** The body of `POST /api/v1/vms`. */
export const requestOf = (draft: Draft): Record<string, unknown> => {
  const count = Number(draft.count)
  const memory = readSize(draft.memory)
  return {
    name: draft.name,
    ...(count > 1 ? { count } : {}),
    ...sourceOf(draft),
    ...(draft.type ? { instanceType: draft.type } : { cpus: Number(draft.cpus), ...(memory ? { memory } : {}) }),
    ...(draft.network ? { network: draft.network } : {}),
    ...(draft.os !== "linux" ? { os: draft.os } : {}),
    ...(draft.host ? { host: draft.host } : {}),
    ...(draft.algorithm ? { placement: { algorithm: draft.algorithm } } : {}),
    ...(words(draft.tags).length > 0 ? { tags: words(draft.tags) } : {}),
    ...cloudOf(draft),
    ...(draft.start ? {} : { start: false }),
  }
}

const option = (name: string, value: string) => (value ? ` --${name} ${shellWord(value)}` : "")
const short = (size: string) => size.replace(/[ iB]/g, "")

/** The line that does the same. Keys and documents stand in files there. */
export const commandOf = (draft: Draft): string => {
  const count = Number(draft.count) > 1 ? ` --count ${draft.count}` : ""
  const source = {
    image: option("image", draft.image) + option("disk", short(draft.disk)), iso: option("iso", draft.iso) + option("disk", short(draft.disk)),
    template: option("template", draft.template), volume: option("volume", draft.volume), empty: ` --disk ${short(draft.disk) || "10G"}`,
  }[draft.source]
  const cloned = draft.clone === "full" && (draft.source === "image" || draft.source === "template") ? " --clone full" : ""
  const size = draft.type ? option("instance-type", draft.type) : option("cpus", draft.cpus) + option("memory", short(draft.memory))
  const cloud = draft.cloud === "raw" ? " --user-data user-data.yaml" : draft.cloud === "none" ? "" : option("user", draft.user) + (lines(draft.keys).length > 0 ? " --ssh-key id_ed25519.pub" : "") + words(draft.packages).map((name) => option("package", name)).join("")
  return `apus vm create ${shellWord(draft.name || "NAME")}${count}${source}${cloned}${size}${option("network", draft.network)}${draft.os !== "linux" ? option("os", draft.os) : ""}${option("host", draft.host)}${option("algorithm", draft.algorithm)}${words(draft.tags).map((tag) => option("tag", tag)).join("")}${cloud}${draft.start ? "" : " --no-start"}`
}

/** Whether there is enough to ask the server about. */
export const isAskable = (draft: Draft): boolean => {
  const source = { image: draft.image, iso: draft.iso, template: draft.template, volume: draft.volume, empty: "x" }[draft.source]
  return source !== "" && (draft.type !== "" || (Number(draft.cpus) > 0 && readSize(draft.memory) !== null))
}
