// A dropped folder is one row, however many files it holds.
import type { Check, Checker } from '../../core/checker'
import type { Item } from '../../core/queue'
import type { Review } from '../../core/review'

export interface Row {
  key: string
  name: string
  folder: boolean
  items: Item[]
}

export function rows(items: readonly Item[]): Row[] {
  const folders = new Map<string, Row>()
  const out: Row[] = []
  for (const item of items) {
    const slash = item.path.indexOf('/')
    if (slash < 0) {
      out.push({ key: `file ${item.id}`, name: item.path, folder: false, items: [item] })
      continue
    }
    const name = item.path.slice(0, slash)
    const row = folders.get(name) ?? { key: `folder ${name}`, name, folder: true, items: [] }
    if (row.items.length === 0) {
      folders.set(name, row)
      out.push(row)
    }
    row.items.push(item)
  }
  return out
}

export interface Reviewed {
  item: Item
  review: Review
}

/** The files in which something was found. */
export function reviewed(items: readonly Item[], checker: Checker): Reviewed[] {
  return items.flatMap(item => {
    const review = checker.of(item.id)?.review
    return review && !review.clean ? [{ item, review }] : []
  })
}

export interface Checking {
  /** Not checked yet. */
  open: Item[]
  /** Bytes of all, and those read. */
  bytes: number
  read: number
  /** The check of these came to no end. */
  unchecked: Check[]
}

export function checking(items: readonly Item[], checker: Checker): Checking {
  const out: Checking = { open: [], bytes: 0, read: 0, unchecked: [] }
  for (const item of items) {
    const check = checker.of(item.id)
    if (!check) continue
    out.bytes += item.file.size
    if (check.state === 'waiting' || check.state === 'checking') {
      out.open.push(item)
      out.read += check.read
    } else {
      out.read += item.file.size
      if (check.state !== 'done') out.unchecked.push(check)
    }
  }
  return out
}
