import { Problem } from "../api/types"
import { faultOf, Segments, TextField } from "../ui/Field"
import { Card } from "../ui/parts"
import { Draft } from "./draft"
import type { Put } from "./Wizard"

/** cloud-init: as a form, or as one's own document. */
export const FirstBoot = ({ draft, put, problem }: { draft: Draft; put: Put; problem?: Problem }) => (
  <Card title="First boot" side={<Segments label="cloud-init" value={draft.cloud} onChange={(cloud) => put({ cloud })} choices={[{ value: "form", label: "Form" }, { value: "raw", label: "Raw" }, { value: "none", label: "Nothing" }]} />}>
    {draft.cloud === "none" ? <span className="faint">What the image does by itself.</span> : draft.cloud === "raw" ? (
      <TextField label="User data" value={draft.userData} onChange={(userData) => put({ userData })} rows={12} mono fault={faultOf(problem, "/userData")} hint="cloud-init's own document: #cloud-config, or a script" />
    ) : (
      <div className="fields">
        <TextField label="User" value={draft.user} onChange={(user) => put({ user })} placeholder="dev" fault={faultOf(problem, "/cloudInit/user")} />
        <TextField label="Packages" value={draft.packages} onChange={(packages) => put({ packages })} placeholder="nginx, curl" fault={faultOf(problem, "/cloudInit/packages")} />
        <TextField label="SSH keys" value={draft.keys} onChange={(keys) => put({ keys })} rows={3} mono wide placeholder="ssh-ed25519 AAAA… dev@desk" hint="public keys, one a line" fault={faultOf(problem, "/cloudInit/sshKeys")} />
      </div>
    )}
  </Card>
)
