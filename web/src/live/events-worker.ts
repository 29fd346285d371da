import { News, openStream } from "./stream"

/** One stream for all tabs of a browser: over HTTP/1.1 it opens six connections to a server, and each stream keeps one. */
export type Wish = { is: "open"; address: string; kinds: string[] } | { is: "leave" } | { is: "close" }

const ports = new Set<MessagePort>()
let close: (() => void) | undefined
let isOpen = false
let known = ""

const tellAll = (news: News) => {
  isOpen = news.is === "open" || (isOpen && news.is !== "lost")
  if (news.is === "lost" && news.ended) close = undefined
  for (const port of [...ports]) port.postMessage(news)
}

const end = () => {
  close?.()
  close = undefined
  isOpen = false
}

const join = (port: MessagePort, address: string, kinds: string[]) => {
  ports.add(port)
  const asked = [address, ...kinds].join(" ")
  if (close && asked === known) {
    const news: News = { is: "open", anew: true }
    if (isOpen) port.postMessage(news)
    return
  }
  end()
  known = asked
  close = openStream(address, kinds, tellAll)
}

addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0]
  if (!port) return
  port.onmessage = ({ data }: MessageEvent<Wish>) => {
    if (data.is === "open") return join(port, data.address, data.kinds)
    ports.delete(port)
    if (data.is === "leave" && ports.size > 0) return
    end()
    // Who signs out does it for all tabs; each asks for itself.
    tellAll({ is: "lost", ended: true })
  }
})
