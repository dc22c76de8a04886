import { told } from '../../../core/ledger-entry'
import type { LedgerEntry } from '../../../core/types'
import { t } from '../words'

export interface Sentence {
  time: string
  text: string
  event: string
  object: string | undefined
}

/** An entry as people say it. Events without words of their own are named as the ledger names them. */
export function sentence(entry: LedgerEntry, name: (id: string) => string): Sentence | undefined {
  const read = told(entry.text)
  if (!read) return undefined
  const id = `event-${read.event.replace(/[._]/g, '-')}`
  const words = t(id)
  const what = words === id ? t('event-other', { event: read.event }) : words
  const object = read.object === undefined ? undefined : name(read.object)
  // Whom it was about is said where that is a person, and not the one who did it.
  const whom = object !== undefined && object !== read.object && read.object !== read.actor
  const who = name(read.actor)
  return {
    time: read.time,
    text: whom ? t('entry-about', { who, what, whom: object }) : t('entry', { who, what }),
    event: read.event,
    object: read.object,
  }
}
