/** What a stream of the server's events brings. */
export type News =
  /** Whether it is a stream of its own, which begins at the present, or goes on after what came last. */
  | { is: "open"; anew: boolean }
  | { is: "reset" }
  | { is: "change"; text: string }
  /** It waits to go on by itself, or has ended. */
  | { is: "lost"; ended: boolean }

/** Opens a stream. The browser goes on after `Last-Event-ID` by itself as long as it can. */
export const openStream = (address: string, kinds: string[], tell: (news: News) => void): (() => void) => {
  const source = new EventSource(address, { withCredentials: true })
  let first = true
  source.onopen = () => {
    tell({ is: "open", anew: first })
    first = false
  }
  source.addEventListener("reset", () => tell({ is: "reset" }))
  for (const kind of kinds) source.addEventListener(kind, (event) => tell({ is: "change", text: (event as MessageEvent<string>).data }))
  source.onerror = () => tell({ is: "lost", ended: source.readyState === EventSource.CLOSED })
  return () => source.close()
}
