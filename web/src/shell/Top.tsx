import { session, signOut } from "../api/session"
import { clock } from "../format/cell"
import { link } from "../live/events"
import { isSettled, operations } from "../live/operations"
import { prefer, preferences } from "../live/preferences"
import { useStore } from "../live/store"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Menu, MenuItem } from "../ui/Menu"
import { go } from "../url/router"
import { crumb } from "./crumb"

const Running = () => {
  const running = [...useStore(operations).values()].filter((operation) => !isSettled(operation))
  if (running.length === 0) return null
  return <Link to="/operations" className="pill hide-s"><span className="state busy" />{running.length} running</Link>
}

const LinkState = () => {
  const { live, since } = useStore(link)
  if (live) return null
  return <span className="pill alarm" role="status"><Icon name="warn" />Not live since {clock(since)}<span className="hide-s">, trying again</span></span>
}

const themes = { system: "As the system", light: "Light", dark: "Dark" } as const

const Me = () => {
  const state = useStore(session)
  const { theme } = useStore(preferences)
  const name = state.is === "in" ? state.session.name : ""
  return (
    <Menu className="avatar" title="You and how it looks" label={name.slice(0, 2).toUpperCase() || "?"}>
      {(close) => (
        <>
          {state.is === "in" && <div className="menu-item"><b>{name}</b><span className="faint">{state.session.role}</span></div>}
          {(Object.keys(themes) as (keyof typeof themes)[]).map((one) => (
            <MenuItem key={one} onClick={() => prefer({ theme: one })}>{theme === one ? <Icon name="check" /> : <span className="icon" />}{themes[one]}</MenuItem>
          ))}
          <MenuItem onClick={() => { close(); go("/settings") }}><Icon name="settings" />Settings</MenuItem>
          <MenuItem onClick={() => void signOut()}><Icon name="power" />Sign out</MenuItem>
        </>
      )}
    </Menu>
  )
}

export const Top = ({ onMenu, onFind }: { onMenu: () => void; onFind: () => void }) => {
  const { parts } = useStore(crumb)
  return (
    <header className="top">
      <button className="btn ghost square menu-btn" aria-label="Menu" onClick={onMenu}><Icon name="menu" /></button>
      <div className="crumb">
        {parts.map((part, index) => (
          <span key={index} style={{ all: "unset" }}>
            {index > 0 && <span>/</span>}
            {part.to ? <Link to={part.to}>{part.title}</Link> : part.title}
          </span>
        ))}
      </div>
      <button className="find" onClick={onFind} aria-label="Find or do anything" title="Ctrl K"><Icon name="search" /><span>Find or do anything</span><kbd>Ctrl K</kbd></button>
      <LinkState />
      <Running />
      <Me />
    </header>
  )
}
