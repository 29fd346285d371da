import { useCallback, useEffect, useState } from "react"
import { asProblem } from "./api/client"
import { askSession, session } from "./api/session"
import { Problem } from "./api/types"
import { closeEvents, openEvents } from "./live/events"
import { foreseeKinds, kinds, loadKinds } from "./live/kinds"
import { watchOperations } from "./live/operations"
import { useStore } from "./live/store"
import { watchTotals } from "./live/totals"
import { Routes } from "./pages/Routes"
import { Confirm } from "./shell/Confirm"
import { Failure } from "./shell/Failure"
import { Help } from "./shell/Help"
import { Palette } from "./shell/Palette"
import { Side } from "./shell/Side"
import { SignIn } from "./shell/SignIn"
import { Toasts } from "./shell/Toasts"
import { Top } from "./shell/Top"
import { useKeys } from "./shell/useKeys"
import { Waiting } from "./ui/parts"
import { ProblemNote } from "./ui/ProblemNote"
import { go, usePlace } from "./url/router"

/** Loads the kinds, then follows what happens for as long as one is signed in. */
const useServer = () => {
  const [problem, setProblem] = useState<Problem>()
  const [isReady, setReady] = useState(false)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let ends: (() => void)[] = []
    let isOver = false
    loadKinds().then(
      () => {
        if (isOver) return
        setProblem(undefined)
        setReady(true)
        openEvents(kinds.get().map((kind) => kind.name))
        ends = [watchOperations(), watchTotals(kinds.get().filter((kind) => kind.name !== "operation")), closeEvents]
      },
      (error) => setProblem(asProblem(error)),
    )
    return () => {
      isOver = true
      ends.forEach((end) => end())
    }
  }, [attempt])
  return { problem, isReady, retry: () => setAttempt((count) => count + 1) }
}

const Signed = () => {
  const { problem, isReady, retry } = useServer()
  const [isDrawerOpen, setDrawer] = useState(false)
  const [overlay, setOverlay] = useState<"find" | "help" | null>(null)
  const find = useCallback(() => setOverlay("find"), [])
  const help = useCallback(() => setOverlay("help"), [])
  const close = useCallback(() => setOverlay(null), [])
  const { path } = usePlace()
  useKeys({ find, help })
  return (
    <div className="app">
      <button className="skip" onClick={() => document.getElementById("main")?.focus()}>To the content</button>
      <Side isOpen={isDrawerOpen} onClose={() => setDrawer(false)} />
      <div className="main">
        <Top onMenu={() => setDrawer(true)} onFind={find} />
        <main id="main" className="content" tabIndex={-1}>
          {problem ? <div className="body"><ProblemNote problem={problem} retry={retry} /></div> : isReady ? <Failure viewKey={path}><Routes /></Failure> : <Waiting />}
        </main>
      </div>
      <Toasts />
      <Confirm />
      {overlay === "find" && <Palette onClose={close} />}
      {overlay === "help" && <Help onClose={close} />}
    </div>
  )
}

export const App = () => {
  const state = useStore(session)
  const { path, query } = usePlace()
  useEffect(() => {
    foreseeKinds()
    void askSession()
  }, [])
  const isIn = state.is === "in"
  const next = query.get("next")
  useEffect(() => {
    // Only a path of this page may follow a sign-in.
    if (isIn && path === "/sign-in") go(next && /^\/[^/\\]/.test(next) ? next : "/", "replace")
  }, [isIn, path, next])
  if (state.is === "asking") return <Waiting />
  if (state.is === "broken") return <div className="body"><ProblemNote problem={state.problem} retry={() => void askSession()} /></div>
  return isIn ? <Signed /> : <SignIn />
}
