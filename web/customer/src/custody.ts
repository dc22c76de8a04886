// Entries of the ledger as sentences: who, what, when.
import type { Proven } from '../../core/ledger'
import { told } from '../../core/ledger-entry'
import { t } from './words'

export interface Line {
  /** Of its newest entry. */
  index: number
  time: string
  text: string
  /** How many entries in a row say the same. */
  count: number
}

/** The events that have a sentence of their own. */
const KNOWN = new Set([
  'upload.completed',
  'file.scanned',
  'file.rescan_asked',
  'file.viewed',
  'file.working_copy_read',
  'file.searched',
  'file.revealed',
  'file.download_opened',
  'file.download_closed',
  'file.integrity_failed',
  'file.renamed',
  'file.version_added',
  'receipt.issued',
  'access.denied',
  'delivery.taken',
  'file.erased',
  'file.keys_destroyed',
])

/** Newest first, as the entries are; what repeats in a row is one line. */
export function lines(
  entries: readonly Proven[],
  files: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, string>,
): Line[] {
  const out: (Line & { same: string })[] = []
  for (const { index, entry } of entries) {
    const read = told(entry)
    if (!read?.object) continue
    const same = `${read.event} ${read.actor} ${read.object}`
    const last = out.at(-1)
    if (last?.same === same) {
      last.count += 1
      continue
    }
    const who = members.get(read.actor) ?? actor(read.actor)
    const file = files.get(read.object) ?? t('custody-some-file')
    const id = read.event.replace(/[._]/g, '-')
    // Contacts fetch only what was sent to them.
    const own = read.actor.startsWith('con_') && id.startsWith('file-download-')
    const text = KNOWN.has(read.event)
      ? t(own ? `custody-own-${id}` : `custody-${id}`, { who, file })
      : t('custody-other', { who, file, event: read.event })
    out.push({ index, time: read.time, text, count: 1, same })
  }
  return out
}

function actor(id: string): string {
  if (id === 'system' || id === 'operator') return t(`custody-who-${id}`)
  return id.startsWith('con_') ? t('custody-who-you') : t('custody-who-somebody')
}
