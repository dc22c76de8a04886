import type { FormEvent } from 'react'
import { Button } from 'react-aria-components'
import { t } from '../words'

export function GoTo({ total, go }: { total: number; go(line: number): void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('line')
    if (!(field instanceof HTMLInputElement)) return
    const line = Number(field.value.replace(/\D/g, ''))
    if (line < 1) return
    go(Math.min(line, Math.max(1, total)))
    field.value = ''
    document.querySelector<HTMLElement>('.lines')?.focus()
  }
  return (
    <form className="go-to" onSubmit={submit}>
      <label htmlFor="go-to">{t('goto-label')}</label>
      <input id="go-to" name="line" className="input num" inputMode="numeric" autoComplete="off" />
      <Button type="submit" className="btn">
        {t('goto-button')}
      </Button>
    </form>
  )
}
