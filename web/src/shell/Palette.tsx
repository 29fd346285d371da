import { KeyboardEvent, useEffect, useMemo, useRef, useState } from "react"
import { Action, actions } from "../api/actions"
import { get } from "../api/client"
import { mayAs, useRole } from "../api/session"
import { Page } from "../api/types"
import { literal } from "../filter/syntax"
import { perform } from "../live/ask"
import { findKind, kinds } from "../live/kinds"
import { Cells } from "../live/rows"
import { useStore } from "../live/store"
import { Dialog } from "../ui/Dialog"
import { Icon, IconName } from "../ui/icons"
import { go } from "../url/router"
import { places } from "./places"

interface Entry {
  key: string
  icon: IconName
  title: string
  hint: string
  run: () => void
}

const searched = ["vm", "host", "image", "network", "pool", "instance-type", "provider"]
const icons: Record<string, IconName> = { vm: "vm", host: "host", image: "image", network: "network", pool: "pool", "instance-type": "instanceType", provider: "provider" }

const commands = (close: () => void): Entry[] => [
  { key: "new", icon: "plus", title: "New virtual machine", hint: "n", run: () => { close(); go("/vms/new") } },
  { key: "upload", icon: "upload", title: "Upload an image", hint: "", run: () => { close(); go("/images?add=upload") } },
  { key: "provider", icon: "provider", title: "Add a provider", hint: "", run: () => { close(); go("/providers?add=1") } },
  ...places.map((place): Entry => ({ key: place.path, icon: place.icon, title: place.title, hint: place.keys ?? "", run: () => { close(); go(place.path) } })),
]

/** “stop web” is a verb and a name. */
const verbIn = (text: string): { action?: Action; rest: string } => {
  const [word = "", ...rest] = text.trim().split(/\s+/)
  if (word.length < 3 || rest.length === 0) return { rest: text }
  const action = actions.vm?.find((one) => one.name === word.toLowerCase() || one.label.toLowerCase().startsWith(word.toLowerCase()))
  return action ? { action, rest: rest.join(" ") } : { rest: text }
}

interface Found {
  kind: string
  cells: Cells
}

const useFound = (text: string): Found[] => {
  const all = useStore(kinds)
  const [found, setFound] = useState<Found[]>([])
  useEffect(() => {
    if (text.trim().length === 0) return setFound([])
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const filter = `name = .*${literal(text.trim()).replace(/^"|"$/g, "")}.*`
      const lists = await Promise.all(searched.map(async (name) => {
        const kind = findKind(all, name)
        if (!kind) return []
        const columns = ["id", "name", "state", "host", "managed", "template", "mode"].filter((column) => kind.columns.some((one) => one.name === column)).join(",")
        const page = await get<Page<Cells>>(`/api/v1/${kind.plural}`, { filter, columns, limit: name === "vm" ? 12 : 5 }, abort.signal).catch(() => null)
        return (page?.items ?? []).map((cells) => ({ kind: name, cells }))
      }))
      if (!abort.signal.aborted) setFound(lists.flat())
    }, 120)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [text, all])
  return found
}

/** Finds and does anything: places, things by name, and verbs (“stop web-1”). */
export const Palette = ({ onClose }: { onClose: () => void }) => {
  const [text, setText] = useState("")
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const role = useRole()
  const all = useStore(kinds)
  const { action, rest } = useMemo(() => verbIn(text), [text])
  const found = useFound(action ? rest : text)
  const entries = useMemo(() => {
    const words = text.toLowerCase().trim()
    const fixed = commands(onClose).filter((entry) => entry.title.toLowerCase().includes(words))
    const things = found.flatMap(({ kind, cells }): Entry[] => {
      const plural = findKind(all, kind)?.plural ?? kind
      if (action) {
        if (kind !== "vm" || !action.when(cells) || !mayAs(role, action.role)) return []
        const title = `${action.label} ${String(cells.name)}`
        return [{ key: action.name + String(cells.id), icon: action.icon, title, hint: String(cells.host ?? ""), run: () => { onClose(); perform({ action, rows: [{ id: String(cells.id), cells }], kindTitle: "Virtual machines" }) } }]
      }
      const hint = [kind, cells.state, cells.host].filter(Boolean).join(" · ")
      return [{ key: kind + String(cells.id) + String(cells.host), icon: icons[kind] ?? "arrow", title: String(cells.name), hint, run: () => { onClose(); go(`/${plural}/${encodeURIComponent(String(cells.id))}`) } }]
    })
    return [...fixed.slice(0, words ? 5 : 20), ...things]
  }, [text, found, action, role, onClose, all])
  useEffect(() => setChosen(0), [text])
  useEffect(() => void list.current?.children[chosen]?.scrollIntoView({ block: "nearest" }), [chosen])
  const onKey = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move && entries.length > 0) setChosen((chosen + move + entries.length) % entries.length)
    else if (event.key === "Enter") entries[chosen]?.run()
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Find or do anything" onClose={onClose} wide className="palette">
      <div className="palette-input">
        <Icon name="search" />
        <input autoFocus value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKey} placeholder="A name, a place, or a verb: stop web-1"
          aria-label="Find or do anything" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={`palette-${chosen}`} autoComplete="off" spellCheck={false} />
        <kbd>Esc</kbd>
      </div>
      <ul ref={list} id="palette-list" role="listbox" aria-label="What was found">
        {entries.map((entry, index) => (
          <li key={entry.key} id={`palette-${index}`} role="option" aria-selected={index === chosen} className={index === chosen ? "on" : ""}
            onMouseMove={() => setChosen(index)} onClick={entry.run}>
            <Icon name={entry.icon} />{entry.title}<span className="faint">{entry.hint}</span>
          </li>
        ))}
        {entries.length === 0 && <div className="none">Nothing by this name</div>}
      </ul>
    </Dialog>
  )
}
