import { useState } from "react"
import { asProblem, path, request } from "../api/client"
import { session, useMay } from "../api/session"
import { Page, Problem, Role } from "../api/types"
import { dateTime } from "../format/cell"
import { kinds } from "../live/kinds"
import { prefer, preferences } from "../live/preferences"
import { useStore } from "../live/store"
import { useAnswer } from "../live/useAnswer"
import { useCrumb } from "../shell/crumb"
import { Dialog } from "../ui/Dialog"
import { faultOf, Segments, SelectField, TextField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Card, Command, Facts, Waiting } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"

interface Token {
  id: string
  name: string
  role: Role
  createdAt?: string
  expires?: string
  lastUsed?: string
}

const roles: { value: Role; label: string }[] = [
  { value: "viewer", label: "viewer: looks" }, { value: "user", label: "user: VMs" }, { value: "operator", label: "operator: hosts, pools, networks, images too" }, { value: "administrator", label: "administrator: everything" },
]

const days: Record<string, number> = { "1": 1, "30": 30, "365": 365 }

const NewToken = ({ onClose, onMade }: { onClose: () => void; onMade: () => void }) => {
  const [name, setName] = useState("")
  const [role, setRole] = useState<Role>("viewer")
  const [life, setLife] = useState("365")
  const [problem, setProblem] = useState<Problem>()
  const [secret, setSecret] = useState<string>()
  const make = async () => {
    const lasting = days[life]
    const expires = lasting ? { expires: new Date(Date.now() + lasting * 86_400_000).toISOString() } : {}
    try {
      const answer = await request<{ token?: string; secret?: string }>("POST", "/api/v1/tokens", { once: true, body: { name, role, ...expires } })
      setSecret(answer.token ?? answer.secret ?? "")
      onMade()
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  if (secret !== undefined) {
    return (
      <Dialog title={`Token ${name}`} onClose={onClose}>
        <p>Copy it now: it is shown only this once. The server keeps a hash of it.</p>
        <Command text={secret} />
        <footer><button className="btn pri" onClick={onClose}>I have it</button></footer>
      </Dialog>
    )
  }
  return (
    <Dialog title="New token" onClose={onClose}>
      <div className="fields">
        <TextField label="Name" value={name} onChange={setName} autoFocus placeholder="ci" fault={faultOf(problem, "/name")} />
        <SelectField label="Valid for" value={life} onChange={setLife} choices={[{ value: "1", label: "a day" }, { value: "30", label: "30 days" }, { value: "365", label: "a year" }, { value: "", label: "ever" }]} />
        <SelectField label="Role" value={role} onChange={(value) => setRole(value as Role)} choices={roles} wide fault={faultOf(problem, "/role")} />
      </div>
      {problem && <ProblemNote problem={problem} hidden={["/name", "/role"]} />}
      <footer><button className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={!name} onClick={() => void make()}>Make</button></footer>
    </Dialog>
  )
}

const Tokens = () => {
  const { value, problem, reload } = useAnswer<Page<Token>>("/api/v1/tokens")
  const [isMaking, setMaking] = useState(false)
  const [refused, setRefused] = useState<Problem>()
  const [revoked, setRevoked] = useState<Token>()
  const remove = (token: Token) => {
    setRefused(undefined)
    setRevoked(undefined)
    request("DELETE", path("tokens", token.id)).then(reload, (error) => setRefused(asProblem(error)))
  }
  return (
    <Card title="Tokens" side={<button className="btn small" onClick={() => setMaking(true)}><Icon name="plus" />New token</button>} flush>
      {refused && <ProblemNote problem={refused} />}
      {problem ? <ProblemNote problem={problem} retry={reload} /> : !value ? <Waiting /> : (
        <div className="scroll-x">
          <table className="plain">
            <thead><tr><th>Name</th><th>Role</th><th>Made</th><th>Valid until</th><th /></tr></thead>
            <tbody>
              {value.items.map((token) => (
                <tr key={token.id}>
                  <td><b>{token.name}</b></td><td>{token.role}</td><td>{token.createdAt && dateTime(token.createdAt)}</td><td>{token.expires ? dateTime(token.expires) : "ever"}</td>
                  <td className="verbs"><button className="btn small bad" onClick={() => setRevoked(token)}>Revoke</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {revoked && (
        <Dialog title={`Revoke ${revoked.name}?`} onClose={() => setRevoked(undefined)}>
          <p>It opens nothing from now on, and browsers that were signed in with it are signed out. This cannot be undone.</p>
          <footer><button className="btn" onClick={() => setRevoked(undefined)}>No, keep</button><button className="btn bad full" onClick={() => remove(revoked)}>Revoke</button></footer>
        </Dialog>
      )}
      {isMaking && <NewToken onClose={() => setMaking(false)} onMade={reload} />}
    </Card>
  )
}

const Columns = () => {
  const { columns } = useStore(preferences)
  const all = useStore(kinds)
  const changed = all.filter((kind) => columns[kind.name])
  return (
    <Card title="Columns you chose" flush>
      {changed.length === 0 ? <div className="op faint">None yet: choose them above each table; this browser remembers them.</div> : (
        <table className="plain">
          <tbody>
            {changed.map((kind) => (
              <tr key={kind.name}>
                <td><b>{kind.title}</b></td><td className="dim">{columns[kind.name]?.join(", ")}</td>
                <td className="verbs"><button className="btn small" onClick={() => { const { [kind.name]: _, ...others } = columns; prefer({ columns: others }) }}>As at first</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

export const Settings = () => {
  useCrumb({ title: "Settings" })
  const { theme, terminalSize } = useStore(preferences)
  const state = useStore(session)
  const isAdministrator = useMay("administrator")
  return (
    <div className="body">
      <div className="stack max">
        <Card title="You">
          {state.is === "in" && <Facts facts={[["Name", state.session.name], ["Role", state.session.role], ["Signed in until", state.session.expires && dateTime(state.session.expires)]]} />}
        </Card>
        <Card title="How it looks">
          <div className="stack">
            <Segments label="Theme" value={theme} onChange={(value) => prefer({ theme: value })} choices={[{ value: "system", label: "As the system" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }]} />
            <SelectField label="Letters in terminals" value={String(terminalSize)} onChange={(value) => prefer({ terminalSize: Number(value) })} choices={[10, 11, 12, 13, 14, 15, 16, 18, 20].map((size) => ({ value: String(size), label: `${size} px` }))} />
          </div>
        </Card>
        <Columns />
        {isAdministrator && <Tokens />}
      </div>
    </div>
  )
}
