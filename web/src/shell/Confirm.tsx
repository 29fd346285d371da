import { useEffect, useState } from "react"
import { asProblem, path, request } from "../api/client"
import { Problem } from "../api/types"
import { carryOut, question, Question } from "../live/ask"
import { useStore } from "../live/store"
import { Dialog } from "../ui/Dialog"
import { ProblemNote } from "../ui/ProblemNote"

const shown = 8

/** What a deletion would take, from the server's own dry run. */
const WhatGoes = ({ id }: { id: string }) => {
  const [plan, setPlan] = useState<{ deletes: string[]; keeps: string[]; notes?: string[] }>()
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    request<{ deletes: string[]; keeps: string[]; notes?: string[] }>("DELETE", path("vms", id), { query: { dryRun: true } }).then(setPlan, (error) => setProblem(asProblem(error)))
  }, [id])
  if (problem) return <ProblemNote problem={problem} />
  if (!plan) return null
  return (
    <div className="stack">
      {plan.deletes.length > 0 && <div><b>Goes:</b> <span className="mono">{plan.deletes.join(", ")}</span></div>}
      {plan.keeps.length > 0 && <div><b>Stays:</b> <span className="mono">{plan.keeps.join(", ")}</span></div>}
    </div>
  )
}

const Ask = ({ asked }: { asked: Question }) => {
  const { action, rows } = asked
  const names = rows.map((row) => String(row.cells.name ?? row.cells.number ?? row.id))
  const only = rows.length === 1 ? rows[0] : undefined
  return (
    <Dialog title={rows.length === 1 ? `${action.label}: ${names[0]}?` : `${action.label}: ${rows.length} at once?`} onClose={() => question.set(null)}>
      {rows.length > 1 && <div className="dim">{names.slice(0, shown).join(", ")}{names.length > shown && ` and ${names.length - shown} more`}</div>}
      <p>{action.confirm}</p>
      {only && action.name === "delete" && asked.kindTitle === "Virtual machines" && <WhatGoes id={only.id} />}
      <footer>
        <button className="btn" onClick={() => question.set(null)}>No, keep</button>
        <button className={action.bad ? "btn bad full" : "btn pri"} onClick={() => void carryOut(asked)} autoFocus>{action.label}{rows.length > 1 && ` ${rows.length}`}</button>
      </footer>
    </Dialog>
  )
}

export const Confirm = () => {
  const asked = useStore(question)
  return asked ? <Ask asked={asked} /> : null
}
