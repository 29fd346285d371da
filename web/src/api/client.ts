import { absolute } from "../url/base"
import { Store } from "../live/store"
import { again } from "./again"
import { Problem } from "./types"

/** What the server, or the way to it, had to say against a request. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
  }
}

/** Counts up each time a request is answered 401: the session is over. */
export const unauthenticated = new Store(0)

export interface Call {
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  /** Bytes instead of JSON. */
  bytes?: Blob
  headers?: Record<string, string>
  signal?: AbortSignal
  /** To be done a second time would be a mistake. */
  once?: boolean
  /** 401 is an ordinary answer here. */
  quiet?: boolean
}

/** A key under which a repeated change is the same request; `crypto.randomUUID` needs https or localhost. */
const freshKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")

const unreachable: Problem = {
  code: "unreachable", status: 0, title: "The server does not answer",
  detail: "Apus cannot be reached. Look whether apusd runs and this machine has a network; then try again.",
}

const init = (method: string, call: Call): RequestInit => {
  const headers: Record<string, string> = { Accept: "application/json", ...call.headers }
  if (call.bytes) headers["Content-Type"] = "application/octet-stream"
  else if (call.body !== undefined) headers["Content-Type"] = "application/json"
  if (method !== "GET") headers["Idempotency-Key"] = freshKey()
  const body = call.bytes ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  return { method, headers, body, signal: call.signal, credentials: "same-origin", cache: "no-store" }
}

/** - Throws: ProblemError; an AbortError where `signal` says so. */
export const fetchAnswer = async (method: string, path: string, call: Call = {}): Promise<Response> => {
  const url = absolute(path)
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value))
  }
  const wish = init(method, call)
  const isOver = () => call.signal?.aborted === true
  // A browser gives up what it asked for when its machine's network changes. Asked again, an operation is found by its key;
  // any other change is the same when it is done twice, or is refused.
  const answer = await again(() => fetch(url, wish), call.once || call.bytes ? [] : [100, 400], isOver).catch((error) => {
    throw isOver() ? error : new ProblemError(unreachable)
  })
  if (answer.ok) return answer
  if (answer.status === 401 && !call.quiet) unauthenticated.update((count) => count + 1)
  throw new ProblemError(await readProblem(answer))
}

const readProblem = async (answer: Response): Promise<Problem> => {
  const fallback: Problem = {
    code: "unknown", status: answer.status, title: answer.statusText || "The request failed",
    detail: `The server answered ${answer.status}. Try again; if it stays so, look into apusd's log.`,
  }
  try {
    const read = (await answer.json()) as Partial<Problem>
    return { ...fallback, ...read }
  } catch {
    return fallback
  }
}

export const request = async <Answer>(method: string, path: string, call: Call = {}): Promise<Answer> => {
  const answer = await fetchAnswer(method, path, call)
  return (answer.status === 204 ? undefined : await answer.json()) as Answer
}

export const get = <Answer>(path: string, query?: Call["query"], signal?: AbortSignal): Promise<Answer> =>
  request<Answer>("GET", path, { query, signal })

export const asProblem = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : { code: "page", status: 0, title: "The page made a mistake", detail: error instanceof Error ? error.message : String(error) }

/** A path whose parts are escaped: `path("vms", id, "start")`. */
export const path = (...parts: string[]): string => "/api/v1/" + parts.map(encodeURIComponent).join("/")
