import { Cells } from "../live/rows"
import { follow } from "../live/operations"
import { path, request } from "./client"
import { Operation, Role } from "./types"
import type { IconName } from "../ui/icons"

/** One verb of a kind: on a page, in the bulk bar and in the palette alike. */
export interface Action {
  name: string
  label: string
  icon: IconName
  role: Role
  /** Whether it makes sense for a row, by its cells. */
  when: (cells: Cells) => boolean
  /** What is asked before; it says what is lost. */
  confirm?: string
  bad?: boolean
  /** Stands beside the name on its own page; others are in the menu. */
  isMain?: boolean
  /** The page of the one thing that has a form for it (`?do=` its name), instead of being done at once. */
  opens?: (id: string) => string
  run: (id: string) => Promise<Operation | undefined>
}

/** Sends a change and follows its operation. */
export const change = async (method: string, address: string, body?: unknown, query?: Record<string, string | boolean>) => {
  const answer = await request<Operation | undefined>(method, address, { body, query })
  if (answer && typeof answer === "object" && "progress" in answer) follow(answer)
  return answer
}

type Options = Partial<Omit<Action, "run">> & { body?: unknown; method?: string; query?: Record<string, string | boolean> }

const verb = (plural: string, name: string, label: string, icon: IconName, options: Options = {}): Action => ({
  name: options.name ?? name, label, icon, role: options.role ?? "operator", when: options.when ?? (() => true),
  confirm: options.confirm, bad: options.bad, isMain: options.isMain,
  run: (id) => change(options.method ?? "POST", path(plural, id, ...(name ? name.split("/") : [])), options.body, options.query),
})

/** A verb with a form: its address opens it. */
const form = (name: string, label: string, icon: IconName, when: Action["when"], role: Role = "user", plural = "vms"): Action => ({
  name, label, icon, role, when, opens: (id) => `/${plural}/${id}`, run: () => Promise.resolve(undefined),
})

const is = (...states: string[]) => (cells: Cells) => states.includes(String(cells.state))
const vm = (name: string, label: string, icon: IconName, options: Options) => verb("vms", name, label, icon, { role: "user", ...options })
const managed = (cells: Cells) => cells.managed !== false

const vmActions: Action[] = [
  vm("start", "Start", "play", { when: is("off", "crashed", "saved"), isMain: true }),
  vm("stop", "Shut down", "power", { when: is("running", "paused"), isMain: true }),
  vm("reboot", "Reboot", "reboot", { when: is("running"), isMain: true }),
  vm("resume", "Resume", "play", { when: is("paused"), isMain: true }),
  vm("suspend", "Pause", "pause", { when: is("running") }),
  vm("save", "Save to disk and stop", "download", { when: is("running", "paused") }),
  vm("restore", "Start where it was saved", "play", { when: is("saved") }),
  vm("saved-state", "Forget saved memory", "trash", {
    method: "DELETE", when: is("saved"), bad: true, confirm: "Its saved memory is lost; its next start boots.",
  }),
  vm("reset", "Reset", "reboot", { when: is("running", "paused"), bad: true, confirm: "As if its reset button were pressed: what the guest has not written is lost." }),
  vm("stop", "Cut the power", "stop", {
    name: "kill", body: { graceSeconds: 0 }, when: is("running", "paused", "stopping", "crashed"), bad: true,
    confirm: "Its power is cut at once: what the guest has not written is lost.",
  }),
  vm("snapshots", "Take a snapshot", "snapshot", { when: (cells) => managed(cells) && is("running", "off", "paused")(cells) }),
  form("clone", "Clone", "copy", managed),
  form("migrate", "Move to another host", "link", (cells) => managed(cells) && cells.template !== true),
  form("export", "Export", "download", (cells) => managed(cells) && cells.template !== true),
  form("rescue", "Boot from a rescue ISO", "recording", (cells) => managed(cells) && cells.template !== true),
  form("rename", "Rename", "settings", managed),
  vm("template", "Mark as template", "copy", { when: (cells) => managed(cells) && is("off")(cells) && cells.template !== true }),
  vm("template", "No longer a template", "copy", { name: "untemplate", method: "DELETE", when: (cells) => cells.template === true }),
  vm("adopt", "Adopt", "plus", { when: (cells) => cells.managed === false, role: "operator" }),
  vm("release", "Let it go", "link", { when: (cells) => cells.managed === true && cells.adopted === true, role: "operator", confirm: "It stays as it is; Apus no longer changes it. Only Apus's own metadata are taken away." }),
  vm("", "Delete", "trash", {
    name: "delete", method: "DELETE", bad: true, when: managed, confirm: "It is deleted with the disks that Apus made for it. This cannot be undone.",
  }),
]

const active = (plural: string, what: string): Action[] => [
  verb(plural, "start", "Start", "play", { role: "operator", when: is("inactive"), isMain: true }),
  verb(plural, "stop", "Stop", "stop", { role: "operator", when: is("active", "degraded"), isMain: true, confirm: `${what} is stopped on its host.` }),
]

const removal = (plural: string, label: string, confirm: string): Action =>
  verb(plural, "", label, "trash", { name: "delete", method: "DELETE", role: "operator", bad: true, confirm })

/** The verbs of each kind, by its singular name. */
export const actions: Record<string, Action[]> = {
  vm: vmActions,
  host: [
    verb("hosts", "disable", "Take no new VMs", "pause", { role: "operator", when: (cells) => !cells.mode, isMain: true }),
    verb("hosts", "enable", "Take new VMs again", "play", { role: "operator", when: (cells) => cells.mode === "disabled", isMain: true }),
    verb("hosts", "maintenance", "Begin maintenance", "power", {
      role: "operator", body: { on: true, evacuate: true }, when: (cells) => cells.mode !== "maintenance", confirm: "Its VMs are moved to other hosts.",
    }),
    verb("hosts", "maintenance", "End maintenance", "play", { name: "end-maintenance", role: "operator", body: { on: false }, when: (cells) => cells.mode === "maintenance", isMain: true }),
  ],
  network: [...active("networks", "The network"), removal("networks", "Delete", "The host forgets the network.")],
  pool: [
    ...active("pools", "The pool"),
    verb("pools", "refresh", "Look for changes", "reboot", { role: "operator", when: is("active") }),
    removal("pools", "Forget", "The host forgets the pool; its volumes stay."),
  ],
  volume: [
    form("grow", "Grow", "plus", () => true, "operator", "volumes"),
    form("clone", "Copy", "copy", () => true, "operator", "volumes"),
    form("move", "Move to another pool", "link", () => true, "operator", "volumes"),
    verb("volumes", "wipe", "Overwrite with zeros", "close", { role: "operator", bad: true, confirm: "All that is in it is lost." }),
    removal("volumes", "Delete", "The volume and all that is in it are deleted."),
  ],
  image: [removal("images", "Remove", "Files that Apus made of it are deleted; files that were there before stay.")],
  provider: [removal("providers", "Remove", "Apus no longer looks at its hosts; nothing on them is changed.")],
  "instance-type": [removal("instance-types", "Remove", "VMs that were made by it stay as they are.")],
  snapshot: [],
  operation: [
    verb("operations", "", "Cancel", "close", { name: "cancel", method: "DELETE", role: "user", isMain: true, when: is("pending", "running"), confirm: "What it did so far is undone." }),
    verb("operations", "retry", "Try again", "reboot", { role: "operator", isMain: true, when: is("stuck") }),
  ],
  recording: [verb("recordings", "", "Delete", "trash", { name: "delete", method: "DELETE", role: "administrator", bad: true, confirm: "The recording is deleted for good." })],
}

export const findAction = (kind: string, name: string): Action | undefined => actions[kind]?.find((action) => action.name === name)
