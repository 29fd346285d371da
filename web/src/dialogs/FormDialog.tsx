import { useState } from "react"
import { Page } from "../api/types"
import { useAnswer } from "../live/useAnswer"
import { CheckField, faultOf, SelectField, TextField } from "../ui/Field"
import { Command } from "../ui/parts"
import { ProblemNote } from "../ui/ProblemNote"
import { useSend } from "../vm/useSend"
import { bodyOf, Form, FormField, Values } from "./forms"

const useNames = (plural: string | undefined): string[] => {
  const answer = useAnswer<Page<{ name: string }>>(plural ? `/api/v1/${plural}` : null, [], { limit: 500, columns: "name" })
  return [...new Set(answer.value?.items.map((item) => item.name))]
}

interface OneProps {
  field: FormField
  value: string
  fault?: string
  onChange: (value: string) => void
  isFirst: boolean
}

const One = ({ field, value, fault, onChange, isFirst }: OneProps) => {
  const names = useNames(field.from)
  const label = field.isOptional ? `${field.label} (optional)` : field.label
  if (field.type === "flag") return <CheckField label={field.label} checked={value === "yes"} onChange={(checked) => onChange(checked ? "yes" : "no")} hint={field.hint} />
  if (field.type === "choice" || field.from) {
    const choices = [...(field.from ? [""] : []), ...(field.choices ?? names)]
    return <SelectField label={label} value={value} onChange={onChange} fault={fault} hint={field.hint} wide={field.wide} choices={choices.map((name) => ({ value: name, label: name || (field.isOptional ? "any" : "choose") }))} />
  }
  return <TextField label={label} value={value} onChange={onChange} fault={fault} hint={field.hint} wide={field.wide} placeholder={field.placeholder} autoFocus={isFirst} />
}

/** A form of a kind; the server says what is wrong, beside each field. */
export const FormDialog = ({ form, address, verb = "Add", onClose }: { form: Form; address: string; verb?: string; onClose: () => void }) => {
  const [values, setValues] = useState<Values>(() => Object.fromEntries(form.fields.map((field) => [field.name, field.initial ?? ""])))
  const { problem, isBusy, send } = useSend(onClose)
  const shown = form.fields.filter((field) => !field.when || field.when(values))
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); void send("POST", address, bodyOf(form, values)) }}>
      <div className="fields">
        {shown.map((field, index) => (
          <One key={field.name} field={field} value={values[field.name] ?? ""} isFirst={index === 0} fault={faultOf(problem, "/" + field.name)}
            onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))} />
        ))}
      </div>
      {problem && <ProblemNote problem={problem} hidden={shown.map((field) => "/" + field.name)} />}
      <Command text={form.command(values)} />
      <footer><button type="button" className="btn" onClick={onClose}>Leave it</button><button className="btn pri" disabled={isBusy}>{verb}</button></footer>
    </form>
  )
}
