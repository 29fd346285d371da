import { Image, Page, Problem } from "../api/types"
import { bytes } from "../format/cell"
import { useAnswer } from "../live/useAnswer"
import { faultOf, Segments, SelectField, TextField } from "../ui/Field"
import { Link } from "../ui/Link"
import { Draft } from "./draft"
import type { Put } from "./Wizard"

const choose = { value: "", label: "choose" }
const labelOf = (image: Image) => `${image.name}  ${image.format}${image.virtualSize ? `, ${bytes(image.virtualSize)}` : ""}`

/** What its first disk comes from. */
export const Source = ({ draft, put, images, problem }: { draft: Draft; put: Put; images: Image[]; problem?: Problem }) => {
  const templates = useAnswer<Page<{ name: string }>>(draft.source === "template" ? "/api/v1/vms" : null, ["vm"], { filter: "template = yes", columns: "name", limit: 500 }).value?.items ?? []
  const ready = images.filter((image) => image.state === "ready")
  const disks = ready.filter((image) => image.format !== "iso")
  const isos = ready.filter((image) => image.format === "iso" || image.format === "raw")
  const none = draft.source === "image" ? disks.length === 0 : draft.source === "iso" && isos.length === 0
  return (
    <>
      <div className="field wide">
        <span className="label">From</span>
        <Segments label="From" value={draft.source} onChange={(source) => put({ source })} choices={[
          { value: "image", label: "Image" }, { value: "iso", label: "ISO" }, { value: "empty", label: "Empty disk" }, { value: "template", label: "Template" }, { value: "volume", label: "Volume" },
        ]} />
      </div>
      {draft.source === "image" && !none && <SelectField wide label="Image" value={draft.image} onChange={(image) => put({ image })} fault={faultOf(problem, "/image")} choices={[choose, ...disks.map((image) => ({ value: image.name, label: labelOf(image) }))]} />}
      {draft.source === "iso" && !none && <SelectField wide label="ISO" value={draft.iso} onChange={(iso) => put({ iso })} fault={faultOf(problem, "/iso")} choices={[choose, ...isos.map((image) => ({ value: image.name, label: labelOf(image) }))]} />}
      {none && <div className="wide note">There is no {draft.source === "iso" ? "ISO" : "image"} yet. <Link className="link" to="/images?add=upload">Upload one</Link></div>}
      {draft.source === "template" && <SelectField wide label="Template" value={draft.template} onChange={(template) => put({ template })} fault={faultOf(problem, "/template")} hint={templates.length === 0 ? "none yet: mark a stopped VM as template on its page" : undefined} choices={[choose, ...templates.map(({ name }) => ({ value: name, label: name }))]} />}
      {(draft.source === "image" || draft.source === "template") && (
        <div className="field wide">
          <span className="label">Its disks</span>
          <Segments label="Its disks" value={draft.clone} onChange={(clone) => put({ clone })} choices={[{ value: "linked", label: "Laid over it, made at once" }, { value: "full", label: "Copied whole, independent of it" }]} />
        </div>
      )}
      {draft.source === "volume" && <TextField wide label="Volume" value={draft.volume} onChange={(volume) => put({ volume })} placeholder="pool/volume" fault={faultOf(problem, "/volume")} />}
    </>
  )
}
