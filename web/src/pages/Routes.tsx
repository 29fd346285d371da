import { Suspense } from "react"
import { kinds } from "../live/kinds"
import { useStore } from "../live/store"
import { HostPage } from "../host/HostPage"
import { later } from "../ui/later"
import { Empty, Waiting } from "../ui/parts"
import { Link } from "../ui/Link"
import { usePlace } from "../url/router"
import { VMPage } from "../vm/VMPage"
import { ListPage } from "./ListPage"
import { Overview } from "./Overview"
import { Settings } from "./Settings"
import { ThingPage } from "./ThingPage"

const Wizard = later(() => import("../wizard/Wizard").then((module) => module.Wizard))
const RecordingPage = later(() => import("../recordings/RecordingPage").then((module) => module.RecordingPage))

const NotFound = () => (
  <div className="body"><Empty icon="search" title="There is no such page"><Link className="btn" to="/">To the overview</Link></Empty></div>
)

const Shown = () => {
  const { path } = usePlace()
  const all = useStore(kinds)
  const [noun = "", reference] = path.split("/").slice(1).map(decodeURIComponent)
  if (noun === "") return <Overview />
  if (noun === "settings") return <Settings />
  if (noun === "vms" && reference === "new") return <Wizard />
  const kind = all.find((one) => one.plural === noun)
  if (!kind) return <NotFound />
  if (!reference) return <ListPage key={kind.name} kind={kind} />
  if (kind.name === "vm") return <VMPage key={reference} reference={reference} kind={kind} />
  if (kind.name === "host") return <HostPage key={reference} reference={reference} kind={kind} />
  if (kind.name === "recording") return <RecordingPage key={reference} reference={reference} kind={kind} />
  return <ThingPage key={reference} reference={reference} kind={kind} />
}

export const Routes = () => <Suspense fallback={<Waiting />}><Shown /></Suspense>
