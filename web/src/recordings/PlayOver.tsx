import { useStore } from "../live/store"
import { Icon } from "../ui/icons"
import { Playback } from "./Playback"

/** Before it plays, the whole screen is the button. */
export const PlayOver = ({ playback }: { playback: Playback }) => {
  const { at, isPlaying } = useStore(playback.state)
  if (at > 0 || isPlaying) return null
  return <button className="play-over" aria-label="Play" onClick={() => playback.toggle()}><Icon name="play" /></button>
}
