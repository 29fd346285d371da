import { Verdict } from "../api/types"
import { count } from "../format/words"

const most = 6
const named = 3

/** Those that cannot take it, by what speaks against them: most often first. */
const byReason = (refused: Verdict[]) => {
  const groups = new Map<string, string[]>()
  for (const { host, reason = "refused" } of refused) groups.set(reason, [...(groups.get(reason) ?? []), host])
  return [...groups].sort(([, a], [, b]) => a.length - b.length)
}

const Hosts = ({ names }: { names: string[] }) => (
  <span title={names.slice(0, 60).join(", ")}>{names.length <= named ? names.join(", ") : `${count(names.length, "host")}: ${names.slice(0, 2).join(", ")}…`}</span>
)

/** Hosts that could take it with their scores, then the others with what speaks against them. */
export const Verdicts = ({ verdicts, chosen }: { verdicts: Verdict[]; chosen?: string }) => {
  const fitting = verdicts.filter((verdict) => verdict.fits).sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  const reasons = byReason(verdicts.filter((verdict) => !verdict.fits))
  return (
    <table className="plain">
      <tbody>
        {fitting.slice(0, most).map((verdict) => (
          <tr key={verdict.host}>
            <td><span className={verdict.host === chosen ? "state run" : "state off"}>{verdict.host === chosen ? <b>{verdict.host}</b> : verdict.host}</span></td>
            <td className="n">{verdict.score?.toFixed(2)}</td>
          </tr>
        ))}
        {fitting.length > most && <tr><td colSpan={2} className="faint">and {count(fitting.length - most, "more", "more")} that could take it</td></tr>}
        {reasons.slice(0, most).map(([reason, names]) => <tr key={reason} className="dim"><td className="whole"><Hosts names={names} /></td><td className="n">{reason}</td></tr>)}
        {reasons.length > most && <tr><td colSpan={2} className="faint">and {count(reasons.length - most, "other reason")}</td></tr>}
      </tbody>
    </table>
  )
}
