import { ComponentType } from "react"
import { path } from "../api/client"
import { Kind } from "../api/types"
import { Dialog } from "../ui/Dialog"
import { AddImage } from "./AddImage"
import { FormDialog } from "./FormDialog"
import { forms } from "./forms"

/** The words on the button of each kind that can be added to. */
export const addWords: Record<string, string> = {
  vm: "New VM", image: "Add an image", provider: "Add a provider", network: "New network", pool: "New pool", volume: "New volume", "instance-type": "New instance type",
}

const own: Record<string, ComponentType<{ how: string; onClose: () => void }>> = { image: AddImage }

export const AddDialog = ({ kind, how, onClose }: { kind: Kind; how: string; onClose: () => void }) => {
  const form = forms[kind.name]
  const Own = own[kind.name]
  if (!Own && !form) return null
  return (
    <Dialog title={addWords[kind.name] ?? kind.title} onClose={onClose}>
      {Own ? <Own how={how} onClose={onClose} /> : form && <FormDialog form={form} address={path(kind.plural)} onClose={onClose} />}
    </Dialog>
  )
}
