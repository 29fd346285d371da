import { useEffect, useState } from "react"
import { asProblem, request } from "../api/client"
import { Problem } from "../api/types"

export interface DryRun<Plan> {
  plan?: Plan
  problem?: Problem
  isAsking: boolean
}

const pause = 300

/** What a change would do, asked a moment after the last stroke, and again when `moment` is another; nothing is asked while `body` is null. */
export const useDryRun = <Plan>(method: string, address: string, body: unknown, moment = ""): DryRun<Plan> => {
  const [state, setState] = useState<DryRun<Plan>>({ isAsking: false })
  const text = body === null ? null : JSON.stringify(body)
  useEffect(() => {
    if (text === null) return setState({ isAsking: false })
    const abort = new AbortController()
    setState((old) => ({ ...old, isAsking: true }))
    const timer = setTimeout(() => {
      request<Plan>(method, address, { body: JSON.parse(text), query: { dryRun: true }, signal: abort.signal }).then(
        (plan) => setState({ plan, isAsking: false }),
        (error) => !abort.signal.aborted && setState({ problem: asProblem(error), isAsking: false }),
      )
    }, pause)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [method, address, text, moment])
  return state
}
