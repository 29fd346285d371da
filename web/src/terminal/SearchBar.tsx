import { useState } from "react"
import { Terminal } from "xterm"
import { Icon } from "../ui/icons"
import { findAll, showFound } from "./search"

/** Search in what the terminal has written: Enter goes up, Shift-Enter down. */
export const SearchBar = ({ terminal, onClose }: { terminal: Terminal; onClose: () => void }) => {
  const [text, setText] = useState("")
  const [place, setPlace] = useState<{ at: number; of: number }>()
  const step = (by: number, wanted = text) => {
    const found = findAll(terminal, wanted)
    if (found.length === 0) {
      terminal.clearSelection()
      return setPlace(wanted ? { at: 0, of: 0 } : undefined)
    }
    const at = place && place.of === found.length && by !== 0 ? (place.at + by + found.length) % found.length : found.length - 1
    const one = found[at]
    if (one) showFound(terminal, one, wanted.length)
    setPlace({ at, of: found.length })
  }
  return (
    <span className="row">
      <input className="input" autoFocus value={text} placeholder="Search what was written" aria-label="Search what was written"
        onChange={(event) => { setText(event.target.value); setPlace(undefined); step(0, event.target.value) }}
        onKeyDown={(event) => {
          if (event.key === "Enter") step(event.shiftKey ? 1 : -1)
          else if (event.key === "Escape") onClose()
        }} />
      {place && <span className="faint" role="status">{place.of === 0 ? "not there" : `${place.at + 1} of ${place.of}`}</span>}
      <button className="btn ghost square" aria-label="Close the search" onClick={onClose}><Icon name="close" /></button>
    </span>
  )
}
