import { Problem } from "../api/types"
import { Link } from "../ui/Link"
import { Empty, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

/** What stands in the place of a thing that is not there (yet, or any more). */
export const Absent = ({ problem, list, title, reload }: { problem?: Problem; list: string; title: string; reload: () => void }) => {
  if (!problem) return <Waiting />
  if (problem.status === 404) {
    return <div className="body"><Empty icon="search" title={problem.detail}><Link className="btn" to={list}>To {title.toLowerCase()}</Link></Empty></div>
  }
  return <div className="body"><ProblemNote problem={problem} retry={reload} /></div>
}

export const GoneNote = ({ name, list, title }: { name: string; list: string; title: string }) => (
  <div className="note" role="status"><div className="note-body">{name} is gone; this is how it was last seen.<div className="note-verbs"><Link className="btn small" to={list}>To {title.toLowerCase()}</Link></div></div></div>
)
