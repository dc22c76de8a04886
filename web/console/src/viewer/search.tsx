import { ChevronDown, ChevronUp, Search as SearchIcon, X } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Checkbox } from 'react-aria-components'
import type { SearchResult } from '../../../core/types'
import { n, t } from '../words'

interface Props {
  q: string | undefined
  here: boolean
  archive: boolean
  result: SearchResult | undefined
  at: number
  search(q: string | undefined, here: boolean): void
  step(by: number): void
}

export function SearchBar({ q, here, archive, result, at, search, step }: Props) {
  const [text, setText] = useState(q ?? '')
  useEffect(() => setText(q ?? ''), [q])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    search(text === '' ? undefined : text, here)
  }
  const count = result?.hits.length ?? 0
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
        <span className="num sub nowrap" role="status">
          {q !== undefined &&
            result &&
            (at >= 0
              ? t('search-count', { at: n(at + 1), n: `${n(count)}${result.truncated ? '+' : ''}` })
              : result.truncated
                ? t('search-more', { n: n(count) })
                : t('search-hits', { count, n: n(count) }))}
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
      <Button type="submit" className="btn">
        {t('search-button')}
      </Button>
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
