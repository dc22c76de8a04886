import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components'
import { place } from '../../../core/outline'
import { t } from '../words'

interface Props {
  total: number
  /** A time in the log, for times without a day; none where its lines have none. */
  near: number | undefined
  /** Times without a zone are in the reader's; in UTC otherwise. */
  local: boolean
  go(line: number): void
  goToTime(time: number): void
}

export function GoTo({ total, near, local, go, goToTime }: Props) {
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('line')
    if (!(field instanceof HTMLInputElement)) return
    const where = place(field.value, near, local)
    setWrong(where === undefined)
    if (!where) return
    if ('line' in where) go(Math.min(where.line, Math.max(1, total)))
    else goToTime(where.time)
    field.value = ''
    document.querySelector<HTMLElement>('.lines')?.focus()
  }
  return (
    <form className="go-to" onSubmit={submit}>
      <label htmlFor="go-to">{near === undefined ? t('goto-label') : t('goto-label-time')}</label>
      <input
        id="go-to"
        name="line"
        className="input num"
        autoComplete="off"
        aria-invalid={wrong}
        placeholder={near === undefined ? undefined : t('goto-placeholder')}
        onChange={() => setWrong(false)}
      />
      <Button type="submit" className="btn">
        {t('goto-button')}
      </Button>
    </form>
  )
}
