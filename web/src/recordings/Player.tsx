import { useEffect, useRef, useState } from "react"
import { Terminal } from "xterm"
import { playTime } from "../format/cell"
import { useStore } from "../live/store"
import { mute, theme } from "../terminal/quiet"
import { Segments } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Cast } from "./cast"
import { Playback } from "./Playback"
import { PlayOver } from "./PlayOver"

const speeds = ["0.5", "1", "2", "4", "8"]

const Controls = ({ cast, playback }: { cast: Cast; playback: Playback }) => {
  const { isPlaying, at, speed, skipsIdle } = useStore(playback.state)
  return (
    <div className="player">
      <button className="btn pri square" onClick={() => playback.toggle()} aria-label={isPlaying ? "Pause" : "Play"} title="Space"><Icon name={isPlaying ? "pause" : "play"} /></button>
      <span className="mono">{playTime(at)} / {playTime(cast.duration)}</span>
      <span className="player-line">
        <input type="range" min={0} max={cast.duration} step={0.01} value={at} aria-label="Where" aria-valuetext={playTime(at)} onChange={(event) => playback.seek(Number(event.target.value))} />
        {cast.events.filter((event) => event.kind === "m").slice(0, 200).map((event, index) => <i key={index} style={{ left: `${(event.at / Math.max(0.01, cast.duration)) * 100}%` }} title={event.data} />)}
      </span>
      <Segments label="Speed" value={String(speed)} onChange={(value) => playback.setSpeed(Number(value))} choices={speeds.map((value) => ({ value, label: `${value}×` }))} />
      <label className="check"><input type="checkbox" checked={skipsIdle} onChange={(event) => playback.setSkipsIdle(event.target.checked)} /><span>Skip idle time</span></label>
    </div>
  )
}

/** A recording's screen and its controls; what was recorded cannot answer, write to the clipboard or change the page. */
export const Player = ({ cast, start }: { cast: Cast; start: number }) => {
  const place = useRef<HTMLDivElement>(null)
  const [playback, setPlayback] = useState<Playback>()
  useEffect(() => {
    if (!place.current) return
    const terminal = new Terminal({
      cols: cast.width, rows: cast.height, theme, fontFamily: "JetBrains Mono, monospace", fontSize: 13, disableStdin: true, scrollback: 0, linkHandler: { activate: () => {} },
    })
    mute(terminal)
    terminal.open(place.current)
    const made = new Playback(cast, terminal)
    made.seek(start)
    setPlayback(made)
    return () => {
      made.dispose()
      terminal.dispose()
    }
  }, [cast, start])
  return (
    <div onKeyDown={(event) => {
      if (!playback || (event.target as Element).closest("button, input")) return
      const at = playback.state.get().at
      if (event.key === " ") playback.toggle()
      else if (event.key === "ArrowRight") playback.seek(at + 5)
      else if (event.key === "ArrowLeft") playback.seek(at - 5)
      else return
      event.preventDefault()
    }}>
      <div className="player-box">
        <div className="player-screen" ref={place} tabIndex={0} aria-label="The recorded screen: space plays, arrows step five seconds" />
        {playback && <PlayOver playback={playback} />}
      </div>
      {playback && <Controls cast={cast} playback={playback} />}
      {cast.isCut && <div className="note">The recording was cut off; it is shown to its last whole line.</div>}
    </div>
  )
}
