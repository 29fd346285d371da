/** State is a shape and a word, not a colour alone. */
const shapes: Record<string, string> = {
  running: "run", up: "run", connected: "run", active: "run", ready: "run", succeeded: "run", whole: "run",
  paused: "warn", unwinding: "busy", crashed: "bad", unreachable: "bad", failed: "bad", stuck: "bad", cut: "warn", degraded: "warn",
  inaccessible: "bad", starting: "busy", stopping: "busy", migrating: "busy", connecting: "busy", pending: "busy", building: "busy",
  uploading: "busy", downloading: "busy", recording: "rec",
}

export const stateShape = (state: string): string => shapes[state] ?? "off"

export const State = ({ state, note }: { state: string; note?: string }) => (
  <span className={`state ${stateShape(state)}`}>
    {state}
    {note && <span className="faint"> {note}</span>}
  </span>
)
