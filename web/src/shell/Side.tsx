import { kinds } from "../live/kinds"
import { isSettled, operations } from "../live/operations"
import { useStore } from "../live/store"
import { totals } from "../live/totals"
import { Icon, Swift } from "../ui/icons"
import { Link } from "../ui/Link"
import { usePlace } from "../url/router"
import { PlaceEntry, places } from "./places"

const isAt = (entry: PlaceEntry, path: string) => (entry.path === "/" ? path === "/" : path === entry.path || path.startsWith(entry.path + "/"))

const Count = ({ entry }: { entry: PlaceEntry }) => {
  const total = useStore(totals)[entry.kind ?? ""]
  const all = useStore(operations)
  if (entry.path === "/operations") {
    const running = [...all.values()].filter((operation) => !isSettled(operation)).length
    return running > 0 ? <b>{running}</b> : null
  }
  return total === undefined ? null : <b>{total.toLocaleString("en")}</b>
}

export const Side = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { path } = usePlace()
  const all = useStore(kinds)
  // A server without a kind (recordings) has no place for it.
  const shown = places.filter((entry) => !entry.kind || all.some((kind) => kind.name === entry.kind))
  const groups = [...new Set(shown.map((entry) => entry.group))]
  return (
    <>
      <nav className={isOpen ? "side open" : "side"} aria-label="Main" onKeyDown={(event) => event.key === "Escape" && onClose()}>
        <Link to="/" className="brand" onGo={onClose}><Swift />Apus</Link>
        {groups.map((group) => (
          <div key={group} className={group === "End" ? "grow" : ""}>
            {group && group !== "End" && <h2>{group}</h2>}
            {shown.filter((entry) => entry.group === group).map((entry) => (
              <Link key={entry.path} to={entry.path} onGo={onClose} className={isAt(entry, path) ? "nav on" : "nav"} current={isAt(entry, path)}>
                <Icon name={entry.icon} />{entry.title}<Count entry={entry} />
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="drawer-back" onClick={onClose} />
    </>
  )
}
