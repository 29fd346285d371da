import { useEffect, useMemo } from "react"
import { Kind } from "../api/types"
import { LiveTable, TableQuery, TableState } from "./LiveTable"
import { useStore } from "./store"

/** A live table for as long as the component is shown. */
export const useTable = (kind: Kind, query: TableQuery): { table: LiveTable; state: TableState } => {
  const text = JSON.stringify(query)
  const table = useMemo(() => new LiveTable(kind, JSON.parse(text) as TableQuery), [kind, text])
  useEffect(() => {
    table.start()
    return () => table.stop()
  }, [table])
  return { table, state: useStore(table.state) }
}
