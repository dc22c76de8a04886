import { useId } from 'preact/hooks'
import { t } from './words'

interface Props {
  label: string
  /** Neither, where some are kept and some are not. */
  keep: boolean | undefined
  choose(keep: boolean): void
}

/** Two radio buttons that look like one switch. */
export function Choice({ label, keep, choose }: Props) {
  const name = useId()
  const option = (value: boolean, words: string) => (
    <label>
      <input type="radio" name={name} checked={keep === value} onChange={() => choose(value)} />
      <span>{words}</span>
    </label>
  )
  return (
    <fieldset class="choice">
      <legend class="sr">{label}</legend>
      {option(false, t('black-out'))}
      {option(true, t('keep'))}
    </fieldset>
  )
}
