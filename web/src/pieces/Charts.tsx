import { useAnswer } from "../live/useAnswer"
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

export const Charts = ({ address }: { address: string }) => {
  const { value, problem } = useAnswer<Stats>(address)
  const shown = drawn.filter(([name]) => value?.series[name]?.some((one) => one !== null))
  if (problem || (value && shown.length === 0)) return <Card title="The last hour"><span className="faint">Nothing was measured yet.</span></Card>
  return (
    <Card title="The last hour">
      <div className="grid" style={{ gridTemplateColumns: "repeat(auto-fit, minmax(150px, 1fr))" }}>
        {shown.map(([name, title, format]) => {
          const values = value?.series[name] ?? []
          const last = [...values].reverse().find((one): one is number => one !== null) ?? 0
          return <div key={name}><div className="between"><span className="dim">{title}</span><b>{format(last)}</b></div><Spark values={values} label={`${title}, now ${format(last)}`} /></div>
        })}
      </div>
    </Card>
  )
}
