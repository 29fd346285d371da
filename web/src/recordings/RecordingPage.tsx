import { useEffect, useState } from "react"
import { asProblem, fetchAnswer, path } from "../api/client"
import { Kind, Problem, Recording } from "../api/types"
import { bytes, dateTime, duration } from "../format/cell"
import { cellsOf } from "../format/thing"
import { useResource } from "../live/useResource"
import { Absent, GoneNote } from "../pieces/Gone"
import { Verbs } from "../pieces/Verbs"
import { useCrumb } from "../shell/crumb"
import { save } from "../table/csv"
import { Icon } from "../ui/icons"
import { Card, Command, Facts, Waiting } from "../ui/parts"
import { Link } from "../ui/Link"
import { ProblemNote } from "../ui/ProblemNote"
import { State } from "../ui/State"
import { usePlace } from "../url/router"
import { Cast, parseCast } from "./cast"
import { Player } from "./Player"
import { SearchCard } from "./SearchRecordings"

const useCast = (id: string | undefined) => {
  const [state, setState] = useState<{ cast?: Cast; text?: string; problem?: Problem }>({})
  useEffect(() => {
    if (!id) return
    const abort = new AbortController()
    fetchAnswer("GET", path("recordings", id, "content"), { signal: abort.signal, headers: { Accept: "application/x-asciicast" } })
      .then((answer) => answer.text())
      .then((text) => setState({ text, cast: parseCast(text) }))
      .catch((error) => !abort.signal.aborted && setState({ problem: { ...asProblem(error), title: "The recording cannot be shown" } }))
    return () => abort.abort()
  }, [id])
  return state
}

export const RecordingPage = ({ kind, reference }: { kind: Kind; reference: string }) => {
  const { item, problem, gone, reload } = useResource<Recording>(kind.name, kind.plural, reference)
  const { cast, text, problem: broken } = useCast(item?.id)
  const { query } = usePlace()
  const name = item?.name ?? reference
  useCrumb({ title: kind.title, to: "/recordings" }, { title: name })
  if (!item) return <Absent problem={problem} list="/recordings" title={kind.title} reload={reload} />
  return (
    <div className="body flush">
      <div className="title-bar">
        <h1>{name}</h1><State state={item.state} /><span className="grow" />
        <button className="btn" disabled={!text} onClick={() => text && save(`${item.name}.cast`, new Blob([text], { type: "application/x-asciicast" }))}><Icon name="download" />.cast</button>
        {!gone && <Verbs kind={kind} cells={cellsOf({ ...item })} />}
      </div>
      <div className="tab-body">
        {gone && <GoneNote name={name} list="/recordings" title={kind.title} />}
        <div className="grid two max">
          <div>{broken ? <ProblemNote problem={broken} /> : cast ? <Player cast={cast} start={Number(query.get("at") ?? 0) || 0} /> : <Waiting />}</div>
          <div className="stack">
            <Card title="What it is">
              <Facts facts={[
                ["Who", item.user], ["VM", item.vm && <Link className="link" to={`/vms/${item.vm}`}>{item.vmName ?? item.vm}</Link>], ["Host", item.host && <Link className="link" to={`/hosts/${item.host}`}>{item.hostName ?? item.host}</Link>], ["Kind", item.kind], ["Began", dateTime(item.started)],
                ["Length", item.duration !== undefined && duration(item.duration)], ["Size", item.bytes !== undefined && bytes(item.bytes)], ["Input", item.input ? "recorded too" : "not recorded"],
              ]} />
            </Card>
            <SearchCard />
            <Card title="From a shell"><Command text={`apus recording play ${item.name}`} /></Card>
          </div>
        </div>
      </div>
    </div>
  )
}
