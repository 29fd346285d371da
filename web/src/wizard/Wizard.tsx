import { useEffect, useMemo, useState } from "react"
import { change } from "../api/actions"
import { asProblem, request } from "../api/client"
import { Decision, Image, InstanceType, Operation, Page, Problem } from "../api/types"
import { bytes } from "../format/cell"
import { count } from "../format/words"
import { follow } from "../live/operations"
import { useAnswer } from "../live/useAnswer"
import { useCrumb } from "../shell/crumb"
import { CheckField, faultOf, Segments, SelectField, TextField } from "../ui/Field"
import { Icon } from "../ui/icons"
import { Card, Command } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { go, usePlace } from "../url/router"
import { commandOf, Draft, firstDraft, isAskable, requestOf } from "./draft"
import { FirstBoot } from "./FirstBoot"
import { Source } from "./Source"
import { Verdicts } from "./Verdicts"

const algorithms = ["best-fit", "worst-fit", "first-fit", "round-robin", "dot-product", "l2-residual", "balance", "random-of-two"]

/** Fields whose faults stand beside them. */
const beside = ["/name", "/count", "/image", "/network", "/nics", "/iso", "/template", "/volume", "/tags", "/cpus", "/memory", "/diskSize", "/userData", "/cloudInit/user", "/cloudInit/packages", "/cloudInit/sshKeys", "/host"]

export type Put = (change: Partial<Draft>) => void

/** Asks where it (of several, the first) would go, half a second after the last change. */
const useDryRun = (draft: Draft) => {
  const [state, setState] = useState<{ decision?: Decision; problem?: Problem; isAsking: boolean }>({ isAsking: false })
  const body = useMemo(() => JSON.stringify({ ...requestOf(draft), name: draft.name.replace(/\{n(:\d+)?\}/, "1") || "new", count: undefined }), [draft])
  const may = isAskable(draft)
  useEffect(() => {
    if (!may) return setState({ isAsking: false })
    const abort = new AbortController()
    setState((old) => ({ ...old, isAsking: true }))
    const timer = setTimeout(() => {
      request<Decision>("POST", "/api/v1/placement/explain", { body: JSON.parse(body), signal: abort.signal }).then(
        (decision) => setState({ decision, isAsking: false }),
        (error) => !abort.signal.aborted && setState({ problem: asProblem(error), isAsking: false }),
      )
    }, 450)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [body, may])
  return { ...state, may }
}

const Size = ({ draft, put, types, problem }: { draft: Draft; put: Put; types: InstanceType[]; problem?: Problem }) => (
  <Card title="Size">
    <div className="stack">
      <Segments label="Size" value={draft.type} onChange={(type) => put({ type })}
        choices={[...types.map((type) => ({ value: type.name, label: `${type.name}  ${type.cpus} · ${bytes(type.memory)}` })), { value: "", label: "own" }]} />
      <div className="fields">
        {draft.type === "" && (
          <>
            <TextField label="CPUs" type="number" value={draft.cpus} onChange={(cpus) => put({ cpus })} fault={faultOf(problem, "/cpus")} />
            <TextField label="Memory" value={draft.memory} onChange={(memory) => put({ memory })} fault={faultOf(problem, "/memory")} />
          </>
        )}
        {["image", "iso", "empty"].includes(draft.source) && (
          <TextField label={draft.source === "image" ? "Disk (optional)" : "Disk"} value={draft.disk} onChange={(disk) => put({ disk })} placeholder={draft.source === "image" ? "as large as the image" : "10 GiB"} fault={faultOf(problem, "/diskSize") ?? faultOf(problem, "/disks")} />
        )}
      </div>
    </div>
  </Card>
)

const WhereCard = ({ draft, put, run, hosts }: { draft: Draft; put: Put; run: ReturnType<typeof useDryRun>; hosts: string[] }) => {
  const { decision, problem, isAsking, may } = run
  return (
    <Card title="Where it would go" side={isAsking && <span className="faint">asking…</span>}>
      <div className="stack">
        {!may && <span className="faint">Choose what it is made from and how large it is; then the server says where it would go, and why not elsewhere.</span>}
        {may && problem && <ProblemNote problem={problem} hidden={beside} />}
        {may && decision && (decision.host ? (
          <div className="note ok"><Icon name="check" /><div className="note-body"><b>{decision.host}</b>by {decision.algorithm}; {count(decision.fitting, "host")} of {decision.hosts} could take it.</div></div>
        ) : <div className="note bad"><div className="note-body"><b>Nowhere</b>No host can take it: see why below. Make it smaller, or free room.</div></div>)}
        {decision?.notes.map((note) => <div key={note} className="note info">{note}</div>)}
        {may && decision && <Verdicts verdicts={decision.verdicts} chosen={decision.host} />}
        <div className="fields">
          <SelectField label="Rule" value={draft.algorithm} onChange={(algorithm) => put({ algorithm })} choices={[{ value: "", label: "as the server is set" }, ...algorithms.map((name) => ({ value: name, label: name }))]} />
          <SelectField label="Or this host" value={draft.host} onChange={(host) => put({ host })} fault={faultOf(problem, "/host")} choices={[{ value: "", label: "any" }, ...hosts.map((name) => ({ value: name, label: name }))]} />
        </div>
      </div>
    </Card>
  )
}

const names = (page: Page<{ name: string }> | undefined) => [...new Set(page?.items.map((item) => item.name))]

export const Wizard = () => {
  useCrumb({ title: "Virtual machines", to: "/vms" }, { title: "New" })
  const { query } = usePlace()
  const [draft, setDraft] = useState<Draft>(() => {
    const [iso, template, volume] = ["iso", "template", "volume"].map((name) => query.get(name) ?? "")
    const source = iso ? "iso" : template ? "template" : volume ? "volume" : "image"
    return { ...firstDraft, source, image: query.get("image") ?? "", iso: iso ?? "", template: template ?? "", volume: volume ?? "", type: query.get("type") ?? "" }
  })
  const put: Put = (part) => setDraft((old) => ({ ...old, ...part }))
  const images = useAnswer<Page<Image>>("/api/v1/images", ["image"], { limit: 500, sort: "name" }).value?.items ?? []
  const types = useAnswer<Page<InstanceType>>("/api/v1/instance-types", [], { limit: 50, sort: "memory" }).value?.items
  const networks = names(useAnswer<Page<{ name: string }>>("/api/v1/networks", [], { limit: 1000, columns: "name" }).value)
  const hosts = names(useAnswer<Page<{ name: string }>>("/api/v1/hosts", [], { limit: 1000, columns: "name", filter: "state = up, capabilities = create" }).value)
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const run = useDryRun(draft)
  const first = types?.[0]?.name
  useEffect(() => { if (first) setDraft((old) => (old.type === "" && !query.get("type") ? { ...old, type: first } : old)) }, [first, query])
  const many = Number(draft.count) > 1
  const create = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const answer = await change("POST", "/api/v1/vms", requestOf(draft)) as Operation & { operations?: Operation[]; refused?: { name: string; problem: Problem }[] }
      answer.operations?.forEach(follow)
      const refused = answer.refused?.[0]
      if (refused) return setProblem({ ...refused.problem, detail: `${refused.name}: ${refused.problem.detail}` })
      go(answer.operations || !answer.target ? "/vms?sort=-createdAt" : `/vms/${answer.target.id}`)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  const shown = problem ?? run.problem
  return (
    <div className="body">
      <form className="grid two max" onSubmit={(event) => { event.preventDefault(); void create() }}>
        <div className="stack">
          <Card title="What">
            <div className="fields">
              <TextField label="Name" value={draft.name} onChange={(name) => put({ name })} autoFocus placeholder={many ? "web-{n}" : "web-1"} fault={draft.name ? faultOf(shown, "/name") : undefined} hint={many ? "with {n} for the number" : undefined} />
              <TextField label="How many" type="number" value={draft.count} onChange={(value) => put({ count: value })} fault={faultOf(problem, "/count")} />
              <Source draft={draft} put={put} images={images} problem={shown} />
              <SelectField label="System" value={draft.os} onChange={(os) => put({ os: os as Draft["os"] })} choices={[{ value: "linux", label: "Linux" }, { value: "windows", label: "Windows: UEFI, TPM" }, { value: "other", label: "Other" }]} />
              <TextField label="Tags" value={draft.tags} onChange={(tags) => put({ tags })} placeholder="web, prod" fault={faultOf(shown, "/tags")} />
            </div>
          </Card>
          <Size draft={draft} put={put} types={types ?? []} problem={shown} />
          <Card title="Network">
            <SelectField label="Network" value={draft.network} onChange={(network) => put({ network })} fault={faultOf(shown, "/network") ?? faultOf(shown, "/nics")} choices={[{ value: "", label: "as the provider is set" }, ...networks.map((name) => ({ value: name, label: name }))]} />
          </Card>
          <FirstBoot draft={draft} put={put} problem={shown} />
        </div>
        <div className="stack">
          <div className="stack sticky">
            <WhereCard draft={draft} put={put} run={run} hosts={hosts} />
            {problem && <ProblemNote problem={problem} hidden={beside} />}
            <CheckField label="Start it at once" checked={draft.start} onChange={(start) => put({ start })} />
            <button className="btn pri tall" disabled={isBusy || draft.name === "" || !isAskable(draft)}>{isBusy ? "Asking…" : draft.start ? "Create and start" : "Create"}</button>
            <Command text={commandOf(draft)} />
          </div>
        </div>
      </form>
    </div>
  )
}
