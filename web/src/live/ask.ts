import { Action } from "../api/actions"
import { asProblem } from "../api/client"
import { Problem } from "../api/types"
import { isSettled, settled, unfollow } from "./operations"
import { Row } from "./rows"
import { Store } from "./store"
import { go, setQuery } from "../url/router"

/** What is about to be done to some rows, until it is confirmed. */
export interface Question {
  action: Action
  rows: Pick<Row, "id" | "cells">[]
  kindTitle: string
  /** Asked on the thing's own page: what is open there stays. */
  isHere?: boolean
}

export interface Outcome {
  id: number
  action: Pick<Action, "label">
  done: number
  of: number
  failed: { name: string; problem: Problem }[]
  kind: string
  /** Told though it was only one, as no operation tells of it. */
  isAlone?: boolean
}

export const question = new Store<Question | null>(null)
export const outcomes = new Store<readonly Outcome[]>([])
let last = 0
/** Of one bulk action at the same time: the server queues by host itself. */
const width = 6

/** Does it at once, or asks first where something may be lost. */
export const perform = (asked: Question) => {
  const first = asked.rows[0]
  if (!first) return
  const { name, opens } = asked.action
  if (opens) return asked.isHere ? setQuery({ do: name }) : go(`${opens(first.id)}?do=${name}`)
  if (asked.action.confirm) question.set(asked)
  else void carryOut(asked)
}

const nameOf = (row: Question["rows"][number]) => String(row.cells.name ?? row.cells.number ?? row.id)

/** Several requests; what came of them is told in one summary. */
export const carryOut = async ({ action, rows, kindTitle }: Question) => {
  question.set(null)
  const id = ++last
  let outcome: Outcome = { id, action, done: 0, of: rows.length, failed: [], kind: kindTitle }
  const tell = (change: Partial<Outcome>) => {
    outcome = { ...outcome, ...change }
    outcomes.update((all) => [...all.filter((other) => other.id !== id), outcome].slice(-4))
  }
  const one = async (row: Question["rows"][number]) => {
    try {
      const operation = await action.run(row.id)
      // Of many, only the summary is told.
      if (rows.length > 1 && operation && "progress" in operation) unfollow(operation.id)
      const end = operation && "progress" in operation && !isSettled(operation) ? await settled(operation.id) : operation
      if (end?.error) tell({ failed: [...outcome.failed, { name: nameOf(row), problem: end.error }] })
      else tell({ done: outcome.done + 1 })
    } catch (error) {
      tell({ failed: [...outcome.failed, { name: nameOf(row), problem: asProblem(error) }] })
    }
  }
  if (rows.length > 1) tell({})
  const queue = [...rows]
  await Promise.all(Array.from({ length: Math.min(width, queue.length) }, async () => {
    for (let row = queue.shift(); row; row = queue.shift()) await one(row)
  }))
}

/** Tells what was done at once, without an operation that could be followed. */
export const tellDone = (label: string) => outcomes.update((all) => [...all, { id: ++last, action: { label }, done: 1, of: 1, failed: [], kind: "", isAlone: true }].slice(-4))

export const dismissOutcome = (id: number) => outcomes.update((all) => all.filter((outcome) => outcome.id !== id))
