import { Dialog } from "../ui/Dialog"
import { places } from "./places"

const keys: [string, [string, string][]][] = [
  ["Everywhere", [["Ctrl K", "find or do anything"], ["?", "these keys"], ["Esc", "one step back"], ["n", "new VM"], ...places.flatMap((place): [string, string][] => (place.keys ? [[place.keys, place.title.toLowerCase()]] : []))]],
  ["In a table", [["/", "filter"], ["↑ ↓ j k", "move"], ["Space", "select"], ["Shift ↑ ↓", "select a range"], ["Ctrl A", "select all"], ["Enter", "open"], ["Esc", "select none"], ["Shift click", "on a column's head: sort by one more"]]],
  ["In a terminal", [["Ctrl Shift C", "copy"], ["Ctrl Shift V", "paste"], ["Ctrl Shift F", "search what was written"], ["Ctrl + −", "letter size"]]],
]

export const Help = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose} wide>
    <div className="fields">
      {keys.map(([title, lines]) => (
        <div key={title} className="keys" style={{ alignContent: "start" }}>
          <h3>{title}</h3>
          {lines.map(([key, what]) => [<kbd key={key}>{key}</kbd>, <span key={key + "w"}>{what}</span>])}
        </div>
      ))}
    </div>
  </Dialog>
)
