import { Cells } from "../live/rows"
import { shellWord } from "../format/words"
import { bytes } from "../format/cell"
import { Form } from "./forms"

/** A verb of a thing with a form of its own: its title, the part of the address, the fields. */
export interface VerbForm {
  title: string
  verb: string
  form: (cells: Cells) => Form
}

const nameOf = (cells: Cells) => shellWord(`${String(cells.pool)}:${String(cells.name)}`)

/** By kind and the name of the verb. */
export const verbForms: Record<string, Record<string, VerbForm>> = {
  volume: {
    grow: {
      title: "Grow", verb: "Grow",
      form: (cells) => ({
        fields: [{ name: "capacity", label: "New size", type: "size", initial: bytes(Number(cells.capacity ?? 0) * 2), hint: `now ${bytes(Number(cells.capacity ?? 0))}; a volume never shrinks` }],
        command: (values) => `apus volume grow ${nameOf(cells)} ${(values.capacity ?? "").replace(/[ iB]/g, "")}`,
      }),
    },
    clone: {
      title: "Copy", verb: "Copy",
      form: (cells) => ({
        fields: [{ name: "name", label: "Name of the copy", initial: `copy-${String(cells.name)}` }, { name: "pool", label: "Pool", from: "pools", isOptional: true, hint: "of the same host; empty: the same" }],
        command: (values) => `apus volume clone ${nameOf(cells)} ${shellWord(values.name || "NAME")}${values.pool ? ` --pool ${shellWord(values.pool)}` : ""}`,
      }),
    },
    move: {
      title: "Move", verb: "Move",
      form: (cells) => ({
        fields: [{ name: "pool", label: "To the pool", from: "pools", hint: "of the same host; the VM that has it may run meanwhile" }],
        command: (values) => `apus volume move ${nameOf(cells)} ${shellWord(values.pool || "POOL")}`,
      }),
    },
  },
}
