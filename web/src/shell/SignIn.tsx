import { FormEvent, useState } from "react"
import { asProblem } from "../api/client"
import { signIn } from "../api/session"
import { Problem } from "../api/types"
import { Swift } from "../ui/icons"
import { TextField } from "../ui/Field"
import { ProblemNote } from "../ui/ProblemNote"

/** The token becomes a session cookie that scripts cannot read; the page does not keep it. */
export const SignIn = () => {
  const [token, setToken] = useState("")
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await signIn(token.trim())
    } catch (error) {
      setProblem(asProblem(error))
      setBusy(false)
    }
  }
  return (
    <main className="sign-in">
      <div className="card">
        <div>
          <form onSubmit={(event) => void submit(event)}>
            <div className="brand"><Swift />Apus</div>
            <TextField label="Token" type="password" value={token} onChange={setToken} autoFocus mono
              fault={problem?.status === 401 ? "This token is not known here. Look for blanks at its ends, or take a fresh one." : undefined}
              hint="The first one is in the file that apusd names when it starts: <data>/token" />
            {problem && problem.status !== 401 && <ProblemNote problem={problem} />}
            <button className="btn pri tall" disabled={isBusy || token.trim() === ""}>{isBusy ? "Signing in…" : "Sign in"}</button>
          </form>
        </div>
      </div>
    </main>
  )
}
