import { findKind, kinds } from "../live/kinds"
import { useStore } from "../live/store"
import { KindTable } from "../table/KindTable"
import { Empty } from "../ui/parts"

/** The operations of one thing, as a table like any other. */
export const History = ({ id }: { id: string }) => {
  const kind = findKind(useStore(kinds), "operation")
  if (!kind) return null
  return <KindTable kind={kind} fixedFilter={`targetId = ${id}`} empty={<Empty icon="operation" title="Nothing was done to it yet" />} />
}
