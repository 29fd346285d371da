import { FormEvent, useState } from "react"
import { asProblem, get } from "../api/client"
import { Page, Problem } from "../api/types"
import { playTime } from "../format/cell"
import { count } from "../format/words"
import { Dialog } from "../ui/Dialog"
import { Icon } from "../ui/icons"
import { Link } from "../ui/Link"
import { Card } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

interface Hit {
  recording: string
  at: number
  line: string
}

interface Found {
  hits: Hit[]
  names: Map<string, string>
  complete: boolean
}

/** The places of a text, and the names of the recordings that have them. */
const find = async (text: string): Promise<Found> => {
  const { items: hits, complete } = await get<{ items: Hit[]; complete: boolean }>("/api/v1/recordings/search", { text, limit: 50 })
  const ids = [...new Set(hits.map((hit) => hit.recording))]
  if (ids.length === 0) return { hits, names: new Map(), complete }
  const { items } = await get<Page<{ id: string; name: string }>>("/api/v1/recordings", { filter: `id = (${ids.join("|")})`, columns: "id,name", limit: ids.length })
  return { hits, names: new Map(items.map(({ id, name }) => [id, name])), complete }
}

const Search = ({ onGo }: { onGo?: () => void }) => {
  const [text, setText] = useState("")
  const [found, setFound] = useState<Found>()
  const [problem, setProblem] = useState<Problem>()
  const search = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    try {
      setFound(await find(text))
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  return (
    <div className="stack">
      <form className="row" onSubmit={(event) => void search(event)}>
        <input className="input" style={{ flex: 1 }} value={text} onChange={(event) => setText(event.target.value)} placeholder="A word that was on the screen" aria-label="Text" />
        <button className="btn" disabled={text.trim() === ""}><Icon name="search" />Search</button>
      </form>
      {problem && <ProblemNote problem={problem} />}
      {found && <div className="faint" role="status">{found.hits.length === 0 ? "Nothing shows this." : `${count(found.hits.length, "place")} in ${count(found.names.size, "recording")}`}{!found.complete && "; not all was looked through"}</div>}
      {found?.hits.map((hit, index) => (
        <Link key={index} to={`/recordings/${hit.recording}?at=${Math.max(0, hit.at - 1)}`} onGo={onGo}>
          <span className="link">{found.names.get(hit.recording) ?? hit.recording}</span> <span className="faint">{playTime(hit.at)}</span>
          <div className="mono dim" style={{ overflowWrap: "anywhere" }}>{hit.line.slice(0, 200)}</div>
        </Link>
      ))}
    </div>
  )
}

/** Finds a text in all recordings; each place opens at its second. */
export const SearchCard = () => <Card title="Search in recordings"><Search /></Card>

export const SearchRecordings = () => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button className="btn" onClick={() => setOpen(true)}><Icon name="search" /><span className="wide-only">Search in them</span></button>
      {isOpen && <Dialog title="Search in recordings" onClose={() => setOpen(false)} wide><Search onGo={() => setOpen(false)} /></Dialog>}
    </>
  )
}
