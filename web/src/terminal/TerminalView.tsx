import { useEffect, useMemo, useRef, useState } from "react"
import { FitAddon, Terminal, WebLinksAddon } from "xterm"
import { prefer, preferences } from "../live/preferences"
import { useStore } from "../live/store"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { copyText } from "../ui/parts"
import { Connection, ConnectionState } from "./Connection"
import { openLink, quieten, theme } from "./quiet"
import { SearchBar } from "./SearchBar"
import { TicketRequest } from "./ticket"

const smallest = 8
const largest = 28

const grow = (by: number) => prefer({ terminalSize: Math.max(smallest, Math.min(largest, preferences.get().terminalSize + by)) })

/** Ctrl-Shift-C and -V, -F and the letter size; all else goes to the guest. */
const onKey = (terminal: Terminal, search: () => void) => (event: KeyboardEvent): boolean => {
  if (event.type !== "keydown" || !(event.ctrlKey || event.metaKey)) return true
  const key = event.key.toLowerCase()
  if (event.shiftKey && key === "c") void copyText(terminal.getSelection())
  else if (event.shiftKey && key === "v") void navigator.clipboard?.readText().then((text) => terminal.paste(text), () => {})
  else if (event.shiftKey && key === "f") search()
  else if (key === "+" || key === "=") grow(1)
  else if (key === "-") grow(-1)
  else return true
  event.preventDefault()
  return false
}

const make = (place: HTMLElement, search: () => void) => {
  const terminal = new Terminal({
    theme, fontFamily: "JetBrains Mono, ui-monospace, monospace", fontSize: preferences.get().terminalSize, scrollback: 10_000, cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    macOptionIsMeta: true, linkHandler: { activate: openLink },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(new WebLinksAddon(openLink))
  quieten(terminal)
  terminal.attachCustomKeyEventHandler(onKey(terminal, search))
  terminal.open(place)
  fit.fit()
  return { terminal, fit }
}

const Recorded = ({ state }: { state: ConnectionState }) => {
  if (state.is !== "open") return null
  if (state.recorded === "no") return <span className="pill">not recorded</span>
  return <span className="pill" title="This session can be replayed"><span className="state rec" />{state.recorded} recorded{state.recording && <Link className="link" to={`/recordings/${state.recording}`}>open</Link>}</span>
}

const Note = ({ state, again, other }: { state: ConnectionState; again: () => void; other?: OtherWay }) => {
  if (state.is === "open") return null
  if (state.is === "connecting") return <div className="stage-note" role="status"><span className="state busy">{state.text || "Connecting"}</span></div>
  return (
    <div className="stage-note low" role="alert">
      <b>{state.closing.title}{state.exit !== undefined && state.exit !== 0 && ` (exit code ${state.exit})`}</b>
      <span className="dim">{state.closing.detail}</span>
      <button className="btn pri" onClick={again} autoFocus>Connect again</button>
      {other && !state.closing.isNormal && <button className="btn" onClick={other.open}>{other.label}</button>}
    </div>
  )
}

/** What may be opened instead where this does not. */
export interface OtherWay {
  label: string
  open: () => void
}

export interface TerminalViewProps {
  what: TicketRequest
  query?: Record<string, string>
  title: string
  /** Shown until the other side writes something: some say nothing before they are spoken to. */
  hint?: string
  other?: OtherWay
}

/** A terminal over one socket: console, SSH or a host's shell. */
export const TerminalView = ({ what, query, title, hint, other }: TerminalViewProps) => {
  const place = useRef<HTMLDivElement>(null)
  const [attempt, setAttempt] = useState(0)
  const [isSearching, setSearching] = useState(false)
  const [opened, setOpened] = useState<{ terminal: Terminal; fit: FitAddon; connection: Connection }>()
  const { terminalSize } = useStore(preferences)
  const key = JSON.stringify([what, query ?? {}])
  useEffect(() => {
    if (!place.current) return
    const { terminal, fit } = make(place.current, () => setSearching(true))
    const [asked, options] = JSON.parse(key) as [TicketRequest, Record<string, string>]
    const connection = new Connection(terminal, asked, options)
    const observer = new ResizeObserver(() => requestAnimationFrame(() => fit.fit()))
    observer.observe(place.current)
    setOpened({ terminal, fit, connection })
    void connection.open()
    terminal.focus()
    return () => {
      observer.disconnect()
      connection.dispose()
      terminal.dispose()
    }
  }, [key, attempt])
  useEffect(() => {
    if (!opened) return
    opened.terminal.options.fontSize = terminalSize
    opened.fit.fit()
  }, [opened, terminalSize])
  const again = useMemo(() => () => setAttempt((count) => count + 1), [])
  return (
    <>
      <div className="tools">
        {opened && <StateOf connection={opened.connection} />}
        <span className="grow" />
        {isSearching && opened ? <SearchBar terminal={opened.terminal} onClose={() => { setSearching(false); opened.terminal.focus() }} />
          : <button className="btn ghost small" onClick={() => setSearching(true)} title="Ctrl Shift F"><Icon name="search" /><span className="wide-only">Search</span></button>}
        <button className="btn ghost small" onClick={() => opened && void copyText(opened.terminal.getSelection())} title="Ctrl Shift C"><Icon name="copy" /><span className="wide-only">Copy</span></button>
        <button className="btn ghost small" aria-label="Smaller letters" onClick={() => grow(-1)}>A−</button>
        <button className="btn ghost small" aria-label="Larger letters" onClick={() => grow(1)}>A+</button>
      </div>
      <div className="stage" aria-label={title}>
        <div className="stage-in term" ref={place} />
        {opened && hint && <HintOf connection={opened.connection} text={hint} />}
        {opened && <NoteOf connection={opened.connection} again={again} other={other} />}
      </div>
    </>
  )
}

const StateOf = ({ connection }: { connection: Connection }) => <Recorded state={useStore(connection.state)} />
const NoteOf = ({ connection, again, other }: { connection: Connection; again: () => void; other?: OtherWay }) => <Note state={useStore(connection.state)} again={again} other={other} />
const HintOf = ({ connection, text }: { connection: Connection; text: string }) => {
  const hasSpoken = useStore(connection.hasSpoken)
  const { is } = useStore(connection.state)
  return is === "open" && !hasSpoken ? <div className="stage-hint" role="status">{text}</div> : null
}
