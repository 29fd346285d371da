import { Terminal } from "xterm"
import { Store } from "../live/store"
import { Cast, idleMap, sizeOf } from "./cast"

export interface PlayState {
  isPlaying: boolean
  /** Recorded seconds. */
  at: number
  speed: number
  skipsIdle: boolean
}

const idleLimit = 1.5

/** Plays a recording into a terminal. Time runs by animation frames; a seek writes all before it at once. */
export class Playback {
  readonly state: Store<PlayState>
  private next = 0
  private frame = 0
  private last = 0
  private readonly map

  constructor(private cast: Cast, private terminal: Terminal) {
    this.map = idleMap(cast.events, idleLimit)
    this.state = new Store<PlayState>({ isPlaying: false, at: 0, speed: 1, skipsIdle: true })
  }

  private patch(change: Partial<PlayState>) {
    this.state.update((state) => ({ ...state, ...change }))
  }

  toggle() {
    const { isPlaying, at } = this.state.get()
    if (isPlaying) return this.pause()
    if (at >= this.cast.duration) this.seek(0)
    this.patch({ isPlaying: true })
    this.last = performance.now()
    this.frame = requestAnimationFrame(this.step)
  }

  pause() {
    cancelAnimationFrame(this.frame)
    this.patch({ isPlaying: false })
  }

  setSpeed(speed: number) {
    this.patch({ speed })
  }

  setSkipsIdle(skipsIdle: boolean) {
    this.patch({ skipsIdle })
  }

  seek(to: number) {
    const at = Math.max(0, Math.min(this.cast.duration, to))
    if (at < this.state.get().at) {
      this.next = 0
      this.terminal.reset()
      this.terminal.resize(this.cast.width, this.cast.height)
    }
    this.writeUntil(at)
    this.patch({ at })
  }

  private step = (now: number) => {
    const { at, speed, skipsIdle } = this.state.get()
    const passed = ((now - this.last) / 1000) * speed
    this.last = now
    const then = Math.min(this.cast.duration, skipsIdle ? this.map.toRecorded(this.map.toShown(at) + passed) : at + passed)
    this.writeUntil(then)
    this.patch({ at: then, isPlaying: then < this.cast.duration })
    if (then < this.cast.duration) this.frame = requestAnimationFrame(this.step)
  }

  private writeUntil(at: number) {
    let text = ""
    for (let event = this.cast.events[this.next]; event && event.at <= at; event = this.cast.events[++this.next]) {
      if (event.kind === "o") text += event.data
      const size = event.kind === "r" ? sizeOf(event.data) : null
      if (size) {
        this.terminal.write(text)
        text = ""
        this.terminal.resize(size.cols, size.rows)
      }
    }
    if (text) this.terminal.write(text)
  }

  dispose() {
    cancelAnimationFrame(this.frame)
  }
}
