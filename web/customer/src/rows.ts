// A dropped folder is one row, however many files it holds.
import type { Item } from '../../core/queue'

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
