import { Terminal } from "xterm"
import { asProblem } from "../api/client"
import { Store } from "../live/store"
import { Closing, closingOf } from "./closing"
import { ticketed, TicketRequest } from "./ticket"

export type ConnectionState =
  | { is: "connecting"; text: string }
  | { is: "open"; recording: string | null; recorded: string }
  | { is: "closed"; closing: Closing; exit?: number }

interface Control {
  t: string
  recording?: string | null
  recorded?: string
  text?: string
  code?: number
}

/** What ssh exits with where not the shell has ended but the way to it (ssh(1), EXIT STATUS). */
const lost = 255
const lostGuest: Closing = { title: "The connection to the guest has ended", detail: "It reboots or stops, or the network between is away.", isNormal: false }

/** Bytes of one message to the server; it takes at most 64 KiB. */
const largest = 16_384

/**
 * A terminal's socket: binary frames are bytes, text frames control.
 *
 * Output is written once per animation frame and acknowledged when it has been drawn, so that the server stops reading
 * where the page cannot follow.
 */
export class Connection {
  readonly state = new Store<ConnectionState>({ is: "connecting", text: "Connecting" })
  /** Whether the other side has written anything yet. */
  readonly hasSpoken = new Store(false)
  private socket?: WebSocket
  private waiting: Uint8Array[] = []
  private frame = 0
  private exit?: number
  /** Why it is closed, where a close frame has no room for it. */
  private fault?: string
  private isOver = false
  private readonly ends: { dispose(): void }[] = []

  constructor(private terminal: Terminal, private what: TicketRequest, private query: Record<string, string>) {
    const encoder = new TextEncoder()
    this.ends.push(
      terminal.onData((text) => this.send(encoder.encode(text))),
      terminal.onBinary((text) => this.send(Uint8Array.from(text, (char) => char.charCodeAt(0) & 255))),
      terminal.onResize(({ cols, rows }) => this.control({ t: "resize", cols, rows })),
    )
  }

  async open() {
    try {
      const { cols, rows } = this.terminal
      const address = await ticketed(this.what, { ...this.query, cols, rows })
      if (this.isOver) return
      const socket = new WebSocket(address)
      socket.binaryType = "arraybuffer"
      socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => this.take(event.data)
      socket.onclose = (event) => this.close(closingOf(event.code, this.fault ?? event.reason))
      this.socket = socket
    } catch (error) {
      const problem = asProblem(error)
      this.close({ title: problem.title, detail: problem.detail, isNormal: false })
    }
  }

  private take(data: ArrayBuffer | string) {
    if (typeof data === "string") return this.hear(JSON.parse(data) as Control)
    if (data.byteLength > 0) this.hasSpoken.set(true)
    this.waiting.push(new Uint8Array(data))
    this.frame ||= requestAnimationFrame(this.draw)
  }

  private draw = () => {
    this.frame = 0
    const length = this.waiting.reduce((sum, piece) => sum + piece.length, 0)
    const all = new Uint8Array(length)
    let at = 0
    for (const piece of this.waiting) {
      all.set(piece, at)
      at += piece.length
    }
    this.waiting = []
    this.terminal.write(all, () => this.control({ t: "ack", bytes: length }))
  }

  private hear(control: Control) {
    if (control.t === "open") {
      this.state.set({ is: "open", recording: control.recording ?? null, recorded: control.recorded ?? "no" })
      // Its size may have changed while the ticket was on its way.
      this.control({ t: "resize", cols: this.terminal.cols, rows: this.terminal.rows })
    } else if (control.t === "info" && this.state.get().is === "connecting") this.state.set({ is: "connecting", text: control.text ?? "" })
    else if (control.t === "exit") this.exit = control.code
    else if (control.t === "error") this.fault = control.text
  }

  private send(bytes: Uint8Array) {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    for (let at = 0; at < bytes.length; at += largest) this.socket.send(bytes.slice(at, at + largest))
  }

  private control(message: Record<string, unknown>) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  private close(closing: Closing) {
    if (this.isOver) return
    if (this.waiting.length > 0) this.draw()
    const isLost = this.what.for === "ssh" && this.exit === lost
    this.state.set(isLost ? { is: "closed", closing: lostGuest } : { is: "closed", closing, exit: this.exit })
  }

  dispose() {
    this.isOver = true
    cancelAnimationFrame(this.frame)
    this.ends.forEach((end) => end.dispose())
    if (this.socket) {
      this.socket.onmessage = null
      this.socket.close(1000)
    }
  }
}
