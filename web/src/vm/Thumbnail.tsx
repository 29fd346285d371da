import { useMemo, useState } from "react"
import { path } from "../api/client"
import { VM } from "../api/types"
import { Link } from "../ui/Link"
import { Card } from "../ui/parts"
import { absolute } from "../url/base"

/** What its screen showed when the page was opened, or its state last changed; a click opens the display. */
export const Thumbnail = ({ vm }: { vm: VM }) => {
  const address = useMemo(() => {
    const url = absolute(path("vms", vm.id, "screenshot"))
    url.searchParams.set("width", "480")
    // Another address each time, or the browser shows the old picture; the fragment stays here.
    url.hash = `${vm.state}-${Date.now()}`
    return url.href
  }, [vm.id, vm.state])
  const [failed, setFailed] = useState<string>()
  const display = `/vms/${vm.id}?tab=display`
  return (
    <Card title="Screen" side={<Link className="link" to={display}>open</Link>}>
      {failed === address ? <Link className="btn" to={display}>Open the display</Link>
        : <Link to={display}><img className="thumb" src={address} alt={`The screen of ${vm.name}`} onError={() => setFailed(address)} /></Link>}
    </Card>
  )
}
