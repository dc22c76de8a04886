import { useState } from 'react'
import { Button } from 'react-aria-components'
import { visible, visibleLines } from '../../../core/format'
import type { Case, NewAskedItem, RequestTemplate } from '../../../core/types'
import { Field } from '../parts/field'
import { useOffered } from '../parts/offered'
import { t } from '../words'
import { SaveTemplate, Templates } from './templates'

/** As many as the server takes. */
const ITEMS_MAX = 20
const HOW_ROWS = 2

/** An item being written; the key tells it from others while it has no name. */
export interface Draft extends NewAskedItem {
  key: number
}

export const asWritten = (drafts: readonly Draft[]): NewAskedItem[] =>
  drafts
    .map(({ name, how, wanted }) => ({ name: name.trim(), how: how?.trim() ?? '', wanted: wanted ?? true }))
    .filter(item => item.name !== '' || item.how !== '')
    .map(({ how, ...item }) => (how === '' ? item : { ...item, how }))

interface Props {
  item: Case
  language: string
  drafts: readonly Draft[]
  change(drafts: readonly Draft[]): void
}

/** What a request asks for: taken from templates, changed, written anew. */
export function Items({ item, language, drafts, change }: Props) {
  const { templates } = useOffered()
  const [next, setNext] = useState(1)
  const add = (items: readonly NewAskedItem[]) => {
    change([...drafts, ...items.map((each, place) => ({ ...each, key: next + place }))].slice(0, ITEMS_MAX))
    setNext(next + items.length)
  }
  const put = (key: number, part: Partial<NewAskedItem>) =>
    change(drafts.map(each => (each.key === key ? { ...each, ...part } : each)))
  return (
    <fieldset className="asking">
      <legend>{t('asking-title')}</legend>
      <p className="hint">{t('asking-hint')}</p>
      <Templates item={item} language={language} use={(template: RequestTemplate) => add(template.items)} />
      {drafts.map((draft, place) => (
        <fieldset key={draft.key} className="asked">
          <legend>{t('asking-item', { number: place + 1 })}</legend>
          <Field
            label={t('asking-name')}
            value={draft.name}
            onChange={name => put(draft.key, { name })}
            autoFocus={draft.name === ''}
          />
          <Field
            label={t('asking-how')}
            value={draft.how ?? ''}
            rows={HOW_ROWS}
            onChange={how => put(draft.key, { how })}
          />
          <div className="acts start">
            <label>
              <input
                type="checkbox"
                checked={draft.wanted ?? true}
                onChange={event => put(draft.key, { wanted: event.currentTarget.checked })}
              />
              <span>{t('asking-wanted')}</span>
            </label>
            <Button
              className="btn sm"
              aria-label={t('asking-remove-name', { name: visible(draft.name) })}
              onPress={() => change(drafts.filter(each => each.key !== draft.key))}
            >
              {t('asking-remove')}
            </Button>
          </div>
        </fieldset>
      ))}
      <div className="acts start">
        <Button
          className="btn sm"
          isDisabled={drafts.length >= ITEMS_MAX}
          onPress={() => add([{ name: '', wanted: true }])}
        >
          {t('asking-add')}
        </Button>
      </div>
      {templates && drafts.length > 0 && (
        <SaveTemplate item={item} language={language} items={asWritten(drafts)} />
      )}
    </fieldset>
  )
}

/** How the list looks to whoever is asked. */
export function Preview({ items }: { items: readonly NewAskedItem[] }) {
  if (items.length === 0) return null
  return (
    <details className="asking">
      <summary>{t('asking-preview')}</summary>
      <ul className="requests">
        {items.map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells equal items apart
          <li key={place}>
            <div>
              <p>
                <b>
                  <bdi>{visible(item.name)}</bdi>
                </b>{' '}
                {item.wanted === false && <span className="sub">{t('asked-optional')}</span>}
              </p>
              {item.how && <p className="sub mono told">{visibleLines(item.how)}</p>}
            </div>
          </li>
        ))}
      </ul>
    </details>
  )
}
