import { ReactNode } from "react"
import { Icon, IconName } from "./icons"

export const Card = ({ title, side, children, flush }: { title?: ReactNode; side?: ReactNode; children: ReactNode; flush?: boolean }) => (
  <section className={flush ? "card flush" : "card"}>
    {title !== undefined && <header><h2>{title}</h2><span className="grow" />{side}</header>}
    <div>{children}</div>
  </section>
)

/** Terms and what they are; empty ones are left out. */
export const Facts = ({ facts }: { facts: [string, ReactNode][] }) => (
  <dl className="kv">
    {facts.filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false).map(([term, value]) => (
      <div key={term}><dt>{term}</dt><dd>{value}</dd></div>
    ))}
  </dl>
)

/** Says what to do next where there is nothing. */
export const Empty = ({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) => (
  <div className="empty"><Icon name={icon} /><h2>{title}</h2>{children}</div>
)

/** A full disk image is no alarm, a full pool is: `isCalm` leaves the colour out. */
export const Meter = ({ part, label, isCalm }: { part: number; label: string; isCalm?: boolean }) => {
  const full = Math.max(0, Math.min(1, part))
  return (
    <span className="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(full * 100)}>
      <i className={isCalm ? "" : part > 0.95 ? "b" : part > 0.85 ? "w" : ""} style={{ width: `${full * 100}%` }} />
    </span>
  )
}

export const Bar = ({ part }: { part: number }) => (
  <span className="progress"><i style={{ width: `${Math.max(0, Math.min(1, part)) * 100}%` }} /></span>
)

export const Waiting = ({ what = "Loading" }: { what?: string }) => <div className="waiting" role="status">{what}…</div>

/** A line for a shell, to be copied. */
export const Command = ({ text }: { text: string }) => (
  <div className="command">
    <code>{text}</code>
    <button className="btn ghost square" title="Copy" aria-label="Copy the command" onClick={() => void copyText(text)}><Icon name="copy" /></button>
  </div>
)

/** The clipboard needs https or localhost; elsewhere the old way is tried. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement("textarea")
    area.value = text
    area.className = "off-screen"
    document.body.append(area)
    area.select()
    const done = document.execCommand("copy")
    area.remove()
    return done
  }
}
