import { useState } from "react"
import { path } from "../../api/client"
import { Image, Page, VM } from "../../api/types"
import { shellWord } from "../../format/words"
import { useAnswer } from "../../live/useAnswer"
import { Dialog } from "../../ui/Dialog"
import { faultOf, SelectField } from "../../ui/Field"
import { Command } from "../../ui/parts"
import { ProblemNote } from "../../ui/ProblemNote"
import { go } from "../../url/router"
import { useSend } from "../useSend"
import { isOff, OnlyOff } from "./OnlyOff"

/** Boots once from an ISO; shutting it down ends that. */
export const Rescue = ({ vm, onClose }: { vm: VM; onClose: () => void }) => {
  const images = useAnswer<Page<Image>>("/api/v1/images", ["image"], { filter: "format = (iso|raw), state = ready", limit: 200, sort: "name" }).value?.items
  const [iso, setISO] = useState("")
  const { problem, isBusy, send } = useSend(() => go(`/vms/${vm.id}?tab=display`))
  return (
    <Dialog title={`Rescue ${vm.name}`} onClose={onClose}>
      <p>It starts once from this medium, with its own disks beside. Its definition stays as it is: shut it down to end the rescue; its next start is an ordinary one.</p>
      <OnlyOff vm={vm} why="a rescue starts it." />
      <SelectField label="Image" value={iso} onChange={setISO} fault={faultOf(problem, "/iso")} hint={images?.length === 0 ? "there is no ISO yet: add one on the images page" : undefined} choices={[{ value: "", label: "choose" }, ...(images ?? []).map((one) => ({ value: one.name, label: one.name }))]} />
      {problem && <ProblemNote problem={problem} hidden={["/iso"]} />}
      <Command text={`apus vm rescue ${vm.name} --iso ${shellWord(iso || "IMAGE")}`} />
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy || !iso || !isOff(vm)} onClick={() => void send("POST", path("vms", vm.id, "rescue"), { iso })}>Boot from it</button></footer>
    </Dialog>
  )
}
