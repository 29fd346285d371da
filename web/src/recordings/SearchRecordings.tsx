import { FormEvent, useState } from "react"
import { asProblem, get } from "../api/client"
import { Problem } from "../api/types"
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

const Search = ({ onGo }: { onGo?: () => void }) => {
  const [text, setText] = useState("")
  const [hits, setHits] = useState<Hit[]>()
  const [problem, setProblem] = useState<Problem>()
  const search = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    try {
      setHits((await get<{ items: Hit[] }>("/api/v1/recordings/search", { text, limit: 50 })).items)
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
      {hits && <div className="faint" role="status">{hits.length === 0 ? "Nobody wrote this." : `${count(hits.length, "place")} in ${count(new Set(hits.map((hit) => hit.recording)).size, "recording")}`}</div>}
      {hits?.map((hit, index) => (
        <Link key={index} to={`/recordings/${hit.recording}?at=${Math.max(0, hit.at - 1)}`} onGo={onGo}>
          <span className="link">{hit.recording.slice(0, 8)}</span> <span className="faint">{playTime(hit.at)}</span>
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
