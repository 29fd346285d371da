import { Problem } from "../api/types"
import { Icon } from "./icons"
import { Link } from "./Link"

/** What to try, by the kind of problem; most details say it themselves. */
const steps: Record<string, string> = {
  forbidden: "Your token's role does not suffice. Sign in with another, or ask an administrator.",
  "precondition-failed": "Somebody changed it meanwhile. Look again, then repeat what still matters.",
  "agent-missing": "The guest has no agent. Install qemu-guest-agent in it.",
  "not-managed": "Apus did not make this machine. Adopt it first.",
  "host-unreachable": "Look at the host's page for the reason; Apus tries again by itself.",
  "host-timeout": "The host is slow or hangs. Look at its page, then try again.",
  "pool-full": "Free space in the pool, or choose another.",
}

/** An error in words, with what to try. `hidden` names fields whose faults stand beside them already. */
export const ProblemNote = ({ problem, hidden = [], retry }: { problem: Problem; hidden?: string[]; retry?: () => void }) => {
  const isHidden = (pointer: string) => hidden.some((field) => pointer === field || pointer.startsWith(field + "/"))
  const isBeside = hidden.length > 0 && problem.errors !== undefined && problem.errors.length > 0 && problem.errors.every((error) => isHidden(error.pointer))
  const errors = (problem.errors ?? []).filter((error) => !isHidden(error.pointer) && !problem.detail.includes(error.message))
  return (
    <div className="note bad" role="alert">
      <Icon name="warn" />
      <div className="note-body">
        <b>{problem.title}</b>
        {isBeside ? <div>Look at the fields marked in red.</div> : problem.detail && problem.detail !== problem.title && <div>{problem.detail}</div>}
        {errors.map((error) => (
          <div key={error.pointer + error.code}>
            <span className="mono">{error.pointer}</span> {error.message}
          </div>
        ))}
        {problem.refusals?.slice(0, 8).map((refusal) => <div key={refusal.host}>{refusal.host}: {refusal.reason}</div>)}
        {problem.candidates && <div>It may be one of: {problem.candidates.slice(0, 6).join(", ")}</div>}
        {steps[problem.code] && <div>{steps[problem.code]}</div>}
        <div className="note-verbs">
          {problem.operation && <Link className="btn small" to={`/operations?filter=id = ${problem.operation}`}>Show that operation</Link>}
          {retry && <button className="btn small" onClick={retry}>Try again</button>}
        </div>
      </div>
    </div>
  )
}
