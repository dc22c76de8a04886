import { useId } from 'react'

interface Props {
  legend: string
  name: string
  options: { value: string; label: string; hint?: string }[]
  initial: string
  change?: (value: string) => void
}

/** One of a few, each with what it means. */
export function Choice({ legend, name, options, initial, change }: Props) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === initial}
            onChange={() => change?.(value)}
          />
          <span>
            <b>{label}</b>
            {hint && <span className="sub"> {hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

interface SelectProps {
  label: string
  name: string
  options: readonly (readonly [value: string, label: string])[]
  initial?: string | undefined
  change?: (value: string) => void
}

export function Select({ label, name, options, initial, change }: SelectProps) {
  const id = useId()
  return (
    <div className="select">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        name={name}
        defaultValue={initial}
        onChange={event => change?.(event.currentTarget.value)}
      >
        {options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Any number of a few. */
export function Marks({
  legend,
  name,
  options,
  initial,
}: {
  legend: string
  name: string
  options: readonly (readonly [value: string, label: string])[]
  initial: readonly string[]
}) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={initial.includes(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
