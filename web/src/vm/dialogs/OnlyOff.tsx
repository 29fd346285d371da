import { path } from "../../api/client"
import { VM } from "../../api/types"
import { Icon } from "../../ui/icons"
import { ProblemNote } from "../../ui/ProblemNote"
import { useSend } from "../useSend"

export const isOff = (vm: VM): boolean => vm.state === "off" || vm.state === "crashed"

/** Says that a machine must be off for this, and offers to shut it down; the dialog stays and goes on when it is. */
export const OnlyOff = ({ vm, why }: { vm: VM; why: string }) => {
  const { problem, isBusy, send } = useSend()
  if (isOff(vm)) return null
  return (
    <>
      <div className="note">
        <Icon name="power" />
        <div className="note-body">
          {vm.name} is {vm.state}; {why}
          {["running", "paused"].includes(vm.state) && (
            <div className="note-verbs"><button type="button" className="btn small" disabled={isBusy} onClick={() => void send("POST", path("vms", vm.id, "stop"), {})}>Shut it down</button></div>
          )}
        </div>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}
