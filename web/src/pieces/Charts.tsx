import { useEffect, useState } from "react"
import { useAnswer } from "../live/useAnswer"
import { count } from "../format/words"
import { bytes, decimal } from "../format/cell"
import { Card } from "../ui/parts"

interface Stats {
  start: string
  step: number
  series: Record<string, (number | null)[]>
}

const drawn: [string, string, (value: number) => string][] = [
  ["cpu", "CPU", (value) => `${decimal(value, 1)}%`],
  ["memoryUsed", "Memory", bytes],
  ["diskRead", "Disk read", (value) => `${bytes(value)}/s`],
  ["diskWrite", "Disk write", (value) => `${bytes(value)}/s`],
  ["netReceive", "Net receive", (value) => `${bytes(value)}/s`],
  ["netTransmit", "Net transmit", (value) => `${bytes(value)}/s`],
]

/** A line of numbers; gaps stay gaps. */
const Spark = ({ values, label }: { values: (number | null)[]; label: string }) => {
  const top = Math.max(1e-9, ...values.map((value) => value ?? 0))
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * 100
  let path = ""
  values.forEach((value, index) => {
    if (value === null) return
    const before = index > 0 ? values[index - 1] : null
    path += `${before === null || before === undefined ? "M" : "L"}${x(index).toFixed(2)} ${(29 - (value / top) * 27).toFixed(2)}`
  })
  return <svg className="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={label}><path d={path} /></svg>
}

/** Hosts are measured each ten seconds, unless set otherwise (statistics.interval). */
const interval = 10
/** Seconds between two questions while somebody waits for the first two samples. */
const impatient = 3
const givenUp = 60

const points = (values: (number | null)[] | undefined) => values?.filter((value) => value !== null).length ?? 0

/** Seconds since this is watched. Measuring makes no events, so the next sample is asked for when it is due. */
const useSamples = (reload: () => void, every: number, isOn: boolean): number => {
  const [waited, setWaited] = useState(0)
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(() => setWaited((old) => old + 1), 1000)
    return () => clearInterval(timer)
  }, [isOn])
  useEffect(() => {
    if (waited > 0 && waited % every === 0 && !document.hidden) reload()
  }, [reload, waited, every])
  return waited
}

const waitingWords = (waited: number, known: number): string => {
  if (waited >= givenUp) return "Nothing is measured here: statistics.interval may be 0, or the driver cannot count."
  const left = interval - waited
  return left > 0 ? `${known === 0 ? "First" : "Second"} sample in ${left} s` : "The next sample comes at any moment"
}

export const Charts = ({ address, isRunning = true }: { address: string; isRunning?: boolean }) => {
  const { value, problem, reload } = useAnswer<Stats>(address)
  const shown = drawn.filter(([name]) => points(value?.series[name]) > 0)
  const known = Math.max(0, ...shown.map(([name]) => points(value?.series[name])))
  const isDrawn = known > 1
  const waited = useSamples(reload, isDrawn ? Math.max(interval, value?.step ?? interval) : impatient, isRunning && !problem)
  if (!isDrawn) {
    return <Card title="The last hour"><span className="faint" role="status">{problem ? problem.detail : !isRunning ? "It did not run." : value ? waitingWords(waited, known) : ""}</span></Card>
  }
  const begin = Math.min(...shown.map(([name]) => value?.series[name]?.findIndex((one) => one !== null) ?? 0))
  const minutes = Math.round((((value?.series.cpu?.length ?? 0) - begin) * (value?.step ?? interval)) / 60)
  return (
    <Card title={minutes < 2 ? "The last minute" : minutes < 55 ? `The last ${count(minutes, "minute")}` : "The last hour"}>
      <div className="grid" style={{ gridTemplateColumns: "repeat(auto-fit, minmax(150px, 1fr))" }}>
        {shown.map(([name, title, format]) => {
          const values = (value?.series[name] ?? []).slice(begin)
          const last = [...values].reverse().find((one): one is number => one !== null) ?? 0
          return <div key={name}><div className="between"><span className="dim">{title}</span><b>{format(last)}</b></div><Spark values={values} label={`${title}, now ${format(last)}`} /></div>
        })}
      </div>
    </Card>
  )
}
