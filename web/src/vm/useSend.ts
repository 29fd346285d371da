import { useState } from "react"
import { change } from "../api/actions"
import { asProblem } from "../api/client"
import { Problem } from "../api/types"
import { tellDone } from "../live/ask"

/** Sends a change from a form: the problem stays in the form, the operation is followed elsewhere. `said` is told of what makes none. */
export const useSend = (done?: () => void, said?: string) => {
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const send = async (method: string, address: string, body?: unknown, query?: Record<string, string | boolean>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await change(method, address, body, query)
      if (said) tellDone(said)
      done?.()
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  return { problem, isBusy, send }
}
