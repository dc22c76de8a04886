// What the link asks for. A wish: nothing waits for it, and what is not on the list is taken just as well.
import { Circle, CircleCheck } from 'lucide-preact'
import { useRef } from 'preact/hooks'
import { fromInput, type Picked } from '../../core/entries'
import { visible, visibleLines } from '../../core/format'
import type { Item } from '../../core/queue'
import type { LinkInfo } from '../../core/types'
import { files, t } from './words'

interface Props {
  link: LinkInfo
  items: readonly Item[]
  add(picked: Picked[], answers: number): void
}

export function Checklist({ link, items, add }: Props) {
  const picker = useRef<HTMLInputElement>(null)
  const target = useRef(0)
  const asked = link.asked ?? []
  if (asked.length === 0) return null
  return (
    <section class="before">
      <h2>{t('asked-title')}</h2>
      <p class="sub small">{t('asked-text')}</p>
      <ul class="list">
        {asked.map((item, place) => {
          const number = place + 1
          const name = visible(item.name)
          const chosen = items.filter(it => it.answers === number).length
          return (
            <li key={number}>
              {item.received > 0 ? (
                <CircleCheck class="i ok" aria-hidden="true" />
              ) : (
                <Circle class="i" aria-hidden="true" />
              )}
              <div class="what">
                <p class="name">
                  <bdi>{name}</bdi> {!item.wanted && <span class="sub">{t('asked-optional')}</span>}
                </p>
                {item.how && <p class="said mono small">{visibleLines(item.how)}</p>}
                {item.received > 0 && (
                  <p class="small">{t('asked-received', { files: files(item.received) })}</p>
                )}
                {chosen > 0 && <p class="small">{t('asked-chosen', { files: files(chosen) })}</p>}
              </div>
              <div class="do">
                <button
                  type="button"
                  class="btn"
                  aria-label={t('asked-add-name', { name })}
                  onClick={() => {
                    target.current = number
                    picker.current?.click()
                  }}
                >
                  {t('asked-add')}
                </button>
              </div>
            </li>
          )
        })}
      </ul>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={event => {
          add(fromInput(event.currentTarget.files ?? []), target.current)
          event.currentTarget.value = ''
        }}
      />
    </section>
  )
}

/** Which of it these files answer: to be changed until they are sent. */
export function Answers({
  link,
  name,
  items,
  change,
}: {
  link: LinkInfo
  name: string
  items: readonly Item[]
  change(answers: number | undefined): void
}) {
  const asked = link.asked ?? []
  if (asked.length === 0) return null
  const same = items.every(item => item.answers === items[0]?.answers)
  return (
    <select
      class="answers"
      aria-label={t('asked-for', { name })}
      value={same ? (items[0]?.answers ?? 0) : 0}
      onChange={event => change(Number(event.currentTarget.value) || undefined)}
    >
      <option value={0}>{t('asked-none')}</option>
      {asked.map((item, place) => (
        <option key={item.name} value={place + 1}>
          {visible(item.name)}
        </option>
      ))}
    </select>
  )
}
