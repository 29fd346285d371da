import { get } from "../api/client"
import { session } from "../api/session"
import { absolute } from "../url/base"
import type { Wish } from "./events-worker"
import { Store } from "./store"
import { News, openStream } from "./stream"

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
let stream: Stream | undefined
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

const onChange = (text: string) => {
  const change = JSON.parse(text) as Change
  for (const listener of [...(listeners.get(change.kind) ?? [])]) listener(change)
}

const onOpen = (anew: boolean) => {
  // A stream of its own begins at the present: what happened in between must be listed.
  if (anew && wasOpen) tellAll()
  wasOpen = true
  wait = 1000
  link.set({ live: true, since: new Date() })
}

const onLost = (ended: boolean) => {
  if (link.get().live) link.set({ live: false, since: new Date() })
  if (!ended || !stream) return
  // Else the worker would go on telling this one, beside the next.
  stream.leave()
  stream = undefined
  reopenLater()
}

const reopenLater = () => {
  setTimeout(reopen, wait)
  wait = Math.min(wait * 2, 15_000)
}

const hear = (news: News) => {
  switch (news.is) {
    case "open": return onOpen(news.anew)
    case "reset": return tellAll()
    case "change": return onChange(news.text)
    case "lost": return onLost(news.ended)
  }
}

interface Stream {
  leave: () => void
  close: () => void
}

/** Of a worker that all tabs share, where the browser has such. */
const sharedStream = (address: string): Stream | undefined => {
  const script = document.querySelector<HTMLLinkElement>("link[data-events]")?.href
  if (!script || typeof SharedWorker === "undefined") return undefined
  const { port } = new SharedWorker(script, { type: "module", name: "apus events" })
  const wish = (what: Wish) => port.postMessage(what)
  port.onmessage = ({ data }: MessageEvent<News>) => hear(data)
  wish({ is: "open", address, kinds })
  const say = (is: "leave" | "close") => () => {
    port.onmessage = null
    wish({ is })
  }
  return { leave: say("leave"), close: say("close") }
}

const ownStream = (address: string): Stream => {
  const close = openStream(address, kinds, hear)
  return { leave: close, close }
}

// A page that the browser keeps for its way back keeps no connection, and looks anew when it is shown again.
const onHide = () => stream?.leave()
const onShow = (event: PageTransitionEvent) => {
  if (event.persisted && stream) openEvents(kinds)
}

/** One stream for the whole page. */
export const openEvents = (names: string[]) => {
  kinds = names
  stream?.leave()
  const address = absolute("/api/v1/events").href
  stream = sharedStream(address) ?? ownStream(address)
  addEventListener("pagehide", onHide)
  addEventListener("pageshow", onShow)
}

const reopen = async () => {
  if (session.get().is !== "in" || stream) return
  try {
    // A session that is over is told by its 401, which signs out; a server that is away comes back.
    await get("/api/v1/session")
  } catch {
    return reopenLater()
  }
  openEvents(kinds)
}

export const closeEvents = () => {
  stream?.close()
  stream = undefined
  removeEventListener("pagehide", onHide)
  removeEventListener("pageshow", onShow)
}
