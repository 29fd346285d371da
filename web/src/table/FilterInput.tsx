import { KeyboardEvent, RefObject, useEffect, useId, useMemo, useRef, useState } from "react"
import { Column } from "../api/types"
import { complete, Suggestion } from "../filter/completion"
import { completedTerm, joinTerms, shapeOf, splitTerms } from "../filter/syntax"
import { Icon } from "../ui/icons"

export interface FilterInputProps {
  value: string
  onChange: (filter: string) => void
  columns: Column[]
  known: (column: string) => string[]
  fault?: string
  input: RefObject<HTMLInputElement>
  placeholder: string
}

const Chip = ({ term, onEdit, onRemove }: { term: string; onEdit: () => void; onRemove: () => void }) => {
  const shape = shapeOf(term)
  return (
    <span className="tok">
      <button className="tok-text" onClick={onEdit} title="Change this">{shape.column} <i>{shape.operator}</i> {shape.value}</button>
      <button className="tok-x" onClick={onRemove} aria-label={`Take away ${term}`}><Icon name="close" /></button>
    </span>
  )
}

/** Terms of the filter as tokens, and one more that is being written, with what may follow. */
export const FilterInput = ({ value, onChange, columns, known, fault, input, placeholder }: FilterInputProps) => {
  const [draft, setDraft] = useState("")
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const id = useId()
  const terms = useMemo(() => splitTerms(value), [value])
  const suggestions = useMemo(() => (isOpen ? complete(draft.trimStart(), columns, known) : []), [isOpen, draft, columns, known])
  useEffect(() => setChosen(0), [draft])
  useEffect(() => void list.current?.children[chosen]?.scrollIntoView({ block: "nearest" }), [chosen])

  const add = (text: string) => {
    const term = completedTerm(text)
    setDraft("")
    if (term) onChange(joinTerms([...terms, ...splitTerms(term)]))
  }
  /** What may follow would hide what was found. */
  const finish = (text: string) => {
    add(text)
    setOpen(false)
  }
  const take = (suggestion: Suggestion) => {
    if (suggestion.isWhole) finish(suggestion.text)
    else setDraft(suggestion.text)
    input.current?.focus()
  }
  const edit = (index: number) => {
    setDraft(terms[index] ?? "")
    onChange(joinTerms(terms.filter((_, other) => other !== index)))
    input.current?.focus()
  }
  const write = (text: string) => {
    const parts = splitTerms(text)
    setOpen(true)
    // A comma outside of quotes ends the term.
    if (/,\s*$/.test(text) && parts.length > 0 && splitTerms(text + "x").length > parts.length) return add(joinTerms(parts))
    setDraft(text)
  }
  // Tab completes: what stands for the plain words is Enter's.
  const completion = chosen === 0 ? suggestions.find((one) => !one.isPlain) : suggestions[chosen]
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = suggestions.length
      if (count > 0) setChosen((chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count)
      setOpen(true)
    } else if (event.key === "Tab" && completion && draft !== "" && !event.shiftKey) take(completion)
    else if (event.key === "Enter") {
      const shape = shapeOf(draft)
      if (shape.value !== "" && chosen === 0) finish(draft)
      else if (suggestions[chosen] && draft !== "") take(suggestions[chosen] as Suggestion)
      else finish(draft)
    } else if (event.key === "Escape") {
      if (isOpen && suggestions.length > 0 && draft !== "") setOpen(false)
      else input.current?.blur()
    } else if (event.key === "Backspace" && draft === "" && terms.length > 0) edit(terms.length - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isShown = isOpen && suggestions.length > 0
  return (
    <div className={fault ? "filter has-fault" : "filter"} onClick={(event) => { if (event.target === event.currentTarget) input.current?.focus() }}>
      <Icon name="search" />
      {terms.map((term, index) => (
        <Chip key={index + term} term={term} onEdit={() => edit(index)} onRemove={() => onChange(joinTerms(terms.filter((_, other) => other !== index)))} />
      ))}
      <input ref={input} value={draft} placeholder={terms.length === 0 ? placeholder : ""} role="combobox" aria-label="Filter" aria-expanded={isShown}
        aria-controls={id} aria-autocomplete="list" aria-activedescendant={isShown ? `${id}-${chosen}` : undefined} aria-invalid={fault !== undefined}
        autoComplete="off" spellCheck={false} onChange={(event) => write(event.target.value)} onKeyDown={onKey} onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)} />
      {isShown && (
        <ul className="completions" role="listbox" id={id} ref={list}>
          {suggestions.map((suggestion, index) => (
            <li key={suggestion.text} id={`${id}-${index}`} role="option" aria-selected={index === chosen} className={index === chosen ? "on" : ""}
              onMouseDown={(event) => { event.preventDefault(); take(suggestion) }}>
              <span>{suggestion.label}</span><span className="faint">{suggestion.hint}</span>
            </li>
          ))}
        </ul>
      )}
      {fault && <div className="filter-fault fault" role="alert">{fault}</div>}
    </div>
  )
}
