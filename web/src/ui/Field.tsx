import { ReactNode, useId } from "react"
import { Problem } from "../api/types"

/** The fault of one field of a request, by its JSON pointer. */
export const faultOf = (problem: Problem | undefined, pointer: string): string | undefined =>
  problem?.errors?.find((error) => error.pointer === pointer || error.pointer.startsWith(pointer + "/"))?.message

export interface FieldProps {
  label: string
  hint?: string
  fault?: string
  wide?: boolean
  children: (props: { id: string; "aria-invalid": boolean; "aria-describedby"?: string }) => ReactNode
}

/** A label, its control, and below it what is wrong with it. */
export const Field = ({ label, hint, fault, wide, children }: FieldProps) => {
  const id = useId()
  const below = fault ?? hint
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": fault !== undefined, "aria-describedby": below ? id + "-note" : undefined })}
      {below && <div id={id + "-note"} className={fault ? "fault" : "faint"} role={fault ? "alert" : undefined}>{below}</div>}
    </div>
  )
}

export interface TextFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  fault?: string
  placeholder?: string
  wide?: boolean
  mono?: boolean
  rows?: number
  type?: string
  autoFocus?: boolean
  list?: string[]
}

export const TextField = ({ label, value, onChange, hint, fault, wide, placeholder, mono, rows, type, autoFocus, list }: TextFieldProps) => (
  <Field label={label} hint={hint} fault={fault} wide={wide}>
    {(props) =>
      rows ? (
        <textarea {...props} className={mono ? "input mono" : "input"} rows={rows} value={value} placeholder={placeholder}
          spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <>
          <input {...props} className={mono ? "input mono" : "input"} type={type ?? "text"} value={value} placeholder={placeholder}
            autoFocus={autoFocus} autoComplete="off" spellCheck={false} list={list ? props.id + "-list" : undefined}
            onChange={(event) => onChange(event.target.value)} />
          {list && <datalist id={props.id + "-list"}>{list.map((word) => <option key={word} value={word} />)}</datalist>}
        </>
      )
    }
  </Field>
)

export interface Choice {
  value: string
  label: string
}

export const SelectField = (props: {
  label: string; value: string; onChange: (value: string) => void; choices: Choice[]; hint?: string; fault?: string; wide?: boolean
}) => (
  <Field label={props.label} hint={props.hint} fault={props.fault} wide={props.wide}>
    {(control) => (
      <select {...control} className="input" value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        {props.choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
    )}
  </Field>
)

export const CheckField = ({ label, checked, onChange, hint }: { label: string; checked: boolean; onChange: (checked: boolean) => void; hint?: string }) => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>{label}{hint && <span className="faint"> {hint}</span>}</span>
  </label>
)

/** One of a few, side by side. */
export const Segments = <Value extends string>({ label, value, choices, onChange }: {
  label: string; value: Value; choices: { value: Value; label: string }[]; onChange: (value: Value) => void
}) => (
  <div className="seg" role="radiogroup" aria-label={label}>
    {choices.map((choice) => (
      <button key={choice.value} type="button" role="radio" aria-checked={choice.value === value}
        className={choice.value === value ? "on" : ""} onClick={() => onChange(choice.value)}>
        {choice.label}
      </button>
    ))}
  </div>
)
