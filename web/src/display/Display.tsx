import { useCallback, useEffect, useRef, useState } from "react"
import RFB from "novnc"
import { change } from "../api/actions"
import { asProblem, path } from "../api/client"
import { useMay } from "../api/session"
import { VM } from "../api/types"
import { save } from "../table/csv"
import { Closing, closingOf } from "../terminal/closing"
import { ticketed } from "../terminal/ticket"
import { Dialog } from "../ui/Dialog"
import { Icon } from "../ui/icons"
import { Empty } from "../ui/parts"
import { prefer, preferences } from "../live/preferences"
import { useStore } from "../live/store"
import { typeText } from "./keys"
import { layouts } from "./layouts"

type Phase = { is: "connecting" } | { is: "open" } | { is: "closed"; closing: Closing }

/** A display that ended while its machine goes on (a reboot) is opened again by itself, so often. */
const attempts = 8

const useDisplay = (vm: VM, isOn: boolean, viewOnly: boolean, scale: boolean) => {
  const place = useRef<HTMLDivElement>(null)
  const rfb = useRef<RFB>()
  const [phase, setPhase] = useState<Phase>({ is: "connecting" })
  const [attempt, setAttempt] = useState(0)
  const failures = useRef(0)
  useEffect(() => {
    if (!isOn) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let closing: Closing | undefined
    const ended = (why: Closing, mayTry: boolean) => {
      if (isOver) return
      setPhase({ is: "closed", closing: why })
      if (!mayTry || ++failures.current > attempts) return
      timer = setTimeout(() => setAttempt((count) => count + 1), Math.min(8000, 500 * 2 ** failures.current))
    }
    const open = async () => {
      setPhase({ is: "connecting" })
      try {
        const socket = new WebSocket(await ticketed({ for: "display", vm: vm.id, viewOnly }))
        socket.binaryType = "arraybuffer"
        if (isOver || !place.current) return socket.close()
        socket.addEventListener("close", (event) => {
          closing = closingOf(event.code, event.reason)
          ended(closing, ![4401, 4403, 4404, 4409].includes(event.code))
        })
        const made = new RFB(place.current, socket, { shared: true })
        made.viewOnly = viewOnly
        made.scaleViewport = scale
        made.clipViewport = !scale
        made.background = "#0a0d10"
        made.addEventListener("connect", () => {
          failures.current = 0
          if (!isOver) setPhase({ is: "open" })
        })
        // One that has ended must not be ended again.
        made.addEventListener("disconnect", () => { if (rfb.current === made) rfb.current = undefined })
        rfb.current = made
      } catch (error) {
        const problem = asProblem(error)
        ended({ title: problem.title, detail: problem.detail, isNormal: false }, problem.status >= 500)
      }
    }
    void open()
    return () => {
      isOver = true
      clearTimeout(timer)
      rfb.current?.disconnect()
      rfb.current = undefined
    }
    // The scale is set on the open display below.
    // eslint-disable-next-line
  }, [vm.id, isOn, viewOnly, attempt])
  useEffect(() => {
    if (!rfb.current) return
    rfb.current.scaleViewport = scale
    rfb.current.clipViewport = !scale
  }, [scale, phase])
  const again = useCallback(() => {
    failures.current = 0
    setAttempt((count) => count + 1)
  }, [])
  return { place, rfb, phase, again }
}

const Paste = ({ onType, onClose }: { onType: (text: string, layout: string) => void; onClose: () => void }) => {
  const [text, setText] = useState("")
  const { keyboard } = useStore(preferences)
  return (
    <Dialog title="Paste as keystrokes" onClose={onClose}>
      <textarea className="input mono" rows={6} autoFocus value={text} onChange={(event) => setText(event.target.value)} aria-label="Text" placeholder="Typed into the guest, key by key" />
      <label className="field">Keyboard layout of the guest
        <select className="input" value={keyboard} onChange={(event) => prefer({ keyboard: event.target.value })}>
          {Object.entries(layouts).map(([name, { title }]) => <option key={name} value={name}>{title}</option>)}
        </select>
      </label>
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={!text} onClick={() => { onType(text, keyboard); onClose() }}>Type it</button></footer>
    </Dialog>
  )
}

/** The machine's screen over one ticketed socket. */
export const Display = ({ vm }: { vm: VM }) => {
  const mayUse = useMay("user")
  const [watches, setWatches] = useState(false)
  const [scale, setScale] = useState(true)
  const [isPasting, setPasting] = useState(false)
  const stage = useRef<HTMLDivElement>(null)
  const isOn = ["running", "paused", "stopping", "migrating"].includes(vm.state)
  const viewOnly = watches || !mayUse
  const { place, rfb, phase, again } = useDisplay(vm, isOn, viewOnly, scale)
  const shoot = () => {
    const canvas = place.current?.querySelector("canvas")
    canvas?.toBlob((picture) => picture && save(`${vm.name}.png`, picture), "image/png")
  }
  if (!isOn) {
    return (
      <Empty icon="vm" title={`${vm.name} is ${vm.state}`}>
        <p>There is a picture while it runs; this view connects by itself when it starts.</p>
        {mayUse && vm.state === "off" && <button className="btn pri" onClick={() => void change("POST", path("vms", vm.id, "start"), {}).catch(() => {})}><Icon name="play" />Start it</button>}
      </Empty>
    )
  }
  const isOpen = phase.is === "open"
  const mayType = isOpen && !viewOnly
  return (
    <>
      <div className="tools">
        <button className="btn small" disabled={!mayType} onClick={() => { rfb.current?.sendCtrlAltDel(); rfb.current?.focus() }}><Icon name="keyboard" />Ctrl-Alt-Del</button>
        <button className="btn small" disabled={!mayType} onClick={() => setPasting(true)}><Icon name="copy" />Paste</button>
        <button className="btn small" disabled={!isOpen} onClick={shoot}><Icon name="camera" />Screenshot</button>
        <button className={scale ? "btn small on" : "btn small"} aria-pressed={scale} onClick={() => setScale(!scale)}>Fit to window</button>
        <button className={viewOnly ? "btn small on" : "btn small"} aria-pressed={viewOnly} disabled={!mayUse} onClick={() => setWatches(!watches)}><Icon name="eye" />View only</button>
        <span className="grow" />
        <button className="btn small" disabled={!isOpen} onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : stage.current?.requestFullscreen())}><Icon name="full" />Full screen</button>
      </div>
      <div className="stage" ref={stage}>
        <div className="stage-in" ref={place} />
        {phase.is === "connecting" && <div className="stage-note" role="status"><span className="state busy">Connecting to the screen of {vm.name}</span></div>}
        {phase.is === "closed" && (
          <div className="stage-note" role="alert">
            <b>{phase.closing.isNormal ? "The display has ended" : phase.closing.title}</b>
            <span className="dim">{phase.closing.detail || "A machine that reboots gets a new one."} It is tried again by itself a few times.</span>
            <button className="btn pri" onClick={again}>Connect now</button>
          </div>
        )}
      </div>
      {isPasting && <Paste onClose={() => setPasting(false)} onType={(text, layout) => { if (rfb.current) void typeText(rfb.current, text, layout) }} />}
    </>
  )
}
