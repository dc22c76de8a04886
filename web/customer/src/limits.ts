import { visible } from '../../core/format'
import type { UploadQueue } from '../../core/queue'
import type { LinkInfo } from '../../core/types'
import { n, size, t } from './words'

/** Why nothing can be sent now, or nothing if it can. */
export function whyNot(queue: UploadQueue, link: LinkInfo): string | undefined {
  const items = queue.items.filter(item => item.state === 'ready')
  if (items.length === 0) return t('why-none')
  const large = items.find(item => item.size > link.max_file_bytes)
  if (large) return t('why-too-large', { name: visible(large.path), size: size(link.max_file_bytes) })
  // What continues an interrupted upload is counted already.
  const fresh = items.filter(item => !queue.match(item))
  if (fresh.length > link.files_left) {
    return t('why-too-many', { count: link.files_left, n: n(link.files_left) })
  }
  const bytes = fresh.reduce((sum, item) => sum + item.size, 0)
  return bytes > link.bytes_left ? t('why-too-much', { size: size(link.bytes_left) }) : undefined
}
