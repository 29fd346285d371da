import { Host } from "../api/types"
import { TerminalView } from "../terminal/TerminalView"

/** The host's own shell; the server refuses unless its configuration allows it. */
export const HostShell = ({ host }: { host: Host }) => <TerminalView title={`Shell of ${host.name}`} what={{ for: "shell", host: host.id }} />
