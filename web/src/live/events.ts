import { Store } from "./store"
import { absolute } from "../url/base"
import { askSession, session } from "../api/session"

export interface Change {
  change: "changed" | "removed"
  id: string
  kind: string
  item?: unknown
}

export type Listener = (change: Change | "reset") => void

/** Whether what is shown follows the server, and since when it does not. */
export const link = new Store<{ live: boolean; since: Date }>({ live: true, since: new Date() })

const listeners = new Map<string, Set<Listener>>()
let source: EventSource | undefined
let kinds: string[] = []
let wasOpen = false
let wait = 1000

/** Hears of all changes of one kind, and of `reset`, after which one must list again. */
export const listen = (kind: string, listener: Listener): (() => void) => {
  const set = listeners.get(kind) ?? new Set()
  listeners.set(kind, set.add(listener))
  return () => void set.delete(listener)
}

const tellAll = () => {
  for (const set of listeners.values()) for (const listener of [...set]) listener("reset")
}

const onChange = (event: MessageEvent<string>) => {
  const change = JSON.parse(event.data) as Change
  for (const listener of [...(listeners.get(change.kind) ?? [])]) listener(change)
}

const onOpen = (anew: boolean) => {
  // A stream of its own begins at the present: what happened in between must be listed.
  if (anew && wasOpen) tellAll()
  wasOpen = true
  wait = 1000
  link.set({ live: true, since: new Date() })
}

/** One stream for the whole page. The browser goes on after `Last-Event-ID` by itself as long as it can. */
export const openEvents = (names: string[]) => {
  kinds = names
  source?.close()
  const opened = new EventSource(absolute("/api/v1/events"), { withCredentials: true })
  source = opened
  let first = true
  opened.onopen = () => {
    onOpen(first)
    first = false
  }
  opened.addEventListener("reset", tellAll)
  for (const kind of kinds) opened.addEventListener(kind, onChange)
  opened.onerror = () => {
    if (link.get().live) link.set({ live: false, since: new Date() })
    if (opened.readyState !== EventSource.CLOSED || opened !== source) return
    setTimeout(reopen, wait)
    wait = Math.min(wait * 2, 15_000)
  }
}

const reopen = async () => {
  if (session.get().is !== "in") return
  await askSession()
  if (session.get().is === "out") return
  openEvents(kinds)
}

export const closeEvents = () => {
  source?.close()
  source = undefined
}
