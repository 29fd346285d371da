import { Store, useStore } from "../live/store"
import { asProblem, request, unauthenticated } from "./client"
import { Problem, Role, Session } from "./types"

export type SessionState =
  | { is: "asking" }
  | { is: "out" }
  | { is: "in"; session: Session }
  | { is: "broken"; problem: Problem }

export const session = new Store<SessionState>({ is: "asking" })
unauthenticated.subscribe(() => session.set({ is: "out" }))

/** What `apus page` printed signs in once. It leaves the address before anything else, so that no history keeps it. */
const takeTicket = (): string | undefined => {
  const ticket = /^#ticket=(.+)$/.exec(location.hash)?.[1]
  if (ticket) history.replaceState(history.state, "", location.pathname + location.search)
  return ticket && decodeURIComponent(ticket)
}

/** Signs in by the address's ticket where it has one, otherwise asks whether one is signed in already. */
export const askSession = async () => {
  const ticket = takeTicket()
  try {
    const answer = ticket
      ? request<Session>("POST", "/api/v1/session", { body: { ticket }, quiet: true })
      : request<Session>("GET", "/api/v1/session", { quiet: true })
    session.set({ is: "in", session: await answer })
  } catch (error) {
    const problem = asProblem(error)
    session.set(problem.status === 401 ? { is: "out" } : { is: "broken", problem })
  }
}

/** - Throws: ProblemError when the token is wrong. */
export const signIn = async (token: string) => {
  const answer = await request<Session>("POST", "/api/v1/session", { body: { token }, quiet: true })
  session.set({ is: "in", session: answer })
}

export const signOut = async () => {
  await request("DELETE", "/api/v1/session", { quiet: true })
  session.set({ is: "out" })
}

const ranks: Role[] = ["viewer", "user", "operator", "administrator"]

export const mayAs = (role: Role | undefined, needed: Role): boolean =>
  role !== undefined && ranks.indexOf(role) >= ranks.indexOf(needed)

export const useRole = (): Role | undefined => {
  const state = useStore(session)
  return state.is === "in" ? state.session.role : undefined
}

export const useMay = (needed: Role): boolean => mayAs(useRole(), needed)
