import { ChevronDown, ChevronUp, OctagonX, Search as SearchIcon, X } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Checkbox } from 'react-aria-components'
import { n, t } from '../words'
import { HITS, type Searching } from './searching'

interface Props {
  q: string | undefined
  here: boolean
  archive: boolean
  searching: Searching
  at: number
  search(q: string | undefined, here: boolean): void
  step(by: number): void
}

export function SearchBar({ q, here, archive, searching, at, search, step }: Props) {
  const { found, running, stop, again } = searching
  const [text, setText] = useState(q ?? '')
  useEffect(() => setText(q ?? ''), [q])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The same words again are a wish to look again.
    if (text === q && found?.end !== undefined) again()
    else search(text === '' ? undefined : text, here)
  }
  const count = found?.hits.length ?? 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element does not submit
    <form className="search" role="search" onSubmit={submit}>
      <span className="search-field">
        <SearchIcon className="i" aria-hidden="true" />
        <input
          id="search"
          className="mono"
          aria-label={t('search-label')}
          placeholder={t('search-placeholder')}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Escape') document.querySelector<HTMLElement>('.lines')?.focus()
          }}
        />
        {/* Not every hit is spoken of, only how it ended. */}
        <span className="num sub nowrap" role="status" aria-live={running ? 'off' : 'polite'}>
          {q !== undefined && found && <Count searching={searching} at={at} />}
        </span>
        {q !== undefined && (
          <Button
            className="btn sm ghost icon"
            aria-label={t('search-clear')}
            onPress={() => search(undefined, here)}
          >
            <X className="i" aria-hidden="true" />
          </Button>
        )}
      </span>
      {running ? (
        <Button className="btn" onPress={stop}>
          <OctagonX className="i" aria-hidden="true" />
          {t('search-stop')}
        </Button>
      ) : (
        <Button type="submit" className="btn">
          {t('search-button')}
        </Button>
      )}
      <Button
        className="btn icon"
        aria-label={t('search-previous')}
        isDisabled={count === 0}
        onPress={() => step(-1)}
      >
        <ChevronUp className="i" aria-hidden="true" />
      </Button>
      <Button
        className="btn icon"
        aria-label={t('search-next')}
        isDisabled={count === 0}
        onPress={() => step(1)}
      >
        <ChevronDown className="i" aria-hidden="true" />
      </Button>
      {archive && (
        <Checkbox className="check" isSelected={!here} onChange={all => search(q, !all)}>
          <span className="box" aria-hidden="true" />
          {t('search-all-members')}
        </Checkbox>
      )}
    </form>
  )
}

/** How many there are, as far as that is known. */
function Count({ searching: { found, running }, at }: { searching: Searching; at: number }) {
  if (!found) return null
  const count = found.hits.length
  if (running) return t('search-so-far', { count, n: n(count), percent: Math.floor(found.part * 100) })
  if (at >= 0)
    return t('search-count', { at: n(at + 1), n: `${n(count)}${found.end === 'whole' ? '' : '+'}` })
  if (found.end === 'stopped') return t('search-stopped', { count, n: n(count) })
  if (found.end === 'truncated') return t('search-more', { n: n(HITS) })
  return t('search-hits', { count, n: n(count) })
}
