import { Decision, Operation, Page, VM } from "../api/types"
import { dateTime } from "../format/cell"
import { count } from "../format/words"
import { useAnswer } from "../live/useAnswer"
import { Card } from "../ui/parts"
import { Verdicts } from "../wizard/Verdicts"

/** Why it is where it is: the decision of the operation that made it, where the server still has it. */
export const WhyHere = ({ vm }: { vm: VM }) => {
  const made = useAnswer<Page<Operation>>("/api/v1/operations", [], { filter: `targetId = ${vm.id}, kind = vm\\.(create|migrate|clone)`, sort: "-number", limit: 1 })
  const operation = made.value?.items[0]
  const { value } = useAnswer<Decision>(operation ? `/api/v1/placement/decisions/${operation.id}` : null)
  if (!value) return null
  return (
    <Card title={`Why it is on ${value.host ?? vm.hostName}`}>
      <div className="stack">
        <div className="dim">By {value.algorithm}, {count(value.hosts, "host")} weighed on {dateTime(value.at)}; {value.fitting} could take it.</div>
        <Verdicts verdicts={value.verdicts} chosen={value.host} />
      </div>
    </Card>
  )
}
