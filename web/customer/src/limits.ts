import { visible } from '../../core/format'
import type { LinkInfo } from '../../core/types'
import { checking } from './rows'
import type { Sending } from './use-sending'
import { n, size, t } from './words'

export interface Why {
  text: string
  /** It ends by itself: the check still runs. */
  waits?: true
}

/** Why nothing can be sent now, or nothing if it can. */
export function whyNot({ queue, checker }: Sending, link: LinkInfo): Why | undefined {
  const items = queue.items.filter(item => item.state === 'ready')
  if (items.length === 0) return { text: t('why-none') }
  const large = items.find(item => item.size > link.max_file_bytes)
  if (large)
    return { text: t('why-too-large', { name: visible(large.path), size: size(link.max_file_bytes) }) }
  // What continues an interrupted upload is counted already.
  const fresh = items.filter(item => !queue.begun(item.path))
  if (fresh.length > link.files_left) {
    return { text: t('why-too-many', { count: link.files_left, n: n(link.files_left) }) }
  }
  const bytes = fresh.reduce((sum, item) => sum + item.size, 0)
  if (bytes > link.bytes_left) return { text: t('why-too-much', { size: size(link.bytes_left) }) }
  const undecided = items.filter(item => checker.of(item.id)?.review?.undecided)
  if (undecided.length > 0)
    return { text: t('why-undecided', { count: undecided.length, n: n(undecided.length) }) }
  const { open } = checking(items, checker)
  if (open.length > 0)
    return { text: t('why-checking', { count: open.length, n: n(open.length) }), waits: true }
  return undefined
}
