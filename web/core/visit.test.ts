// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { Checker } from './checker'
import { content } from './content'
import { Keeper, type Shelf } from './keep'
import type { Item } from './queue'
import type { Finding } from './scanner/module'
import { Visit } from './visit'

type Row = Parameters<Shelf['put']>[1]

function shelf() {
  const rows = new Map<string, Row>()
  const it: Shelf = {
    get: async name => rows.get(name),
    put: async (name, row) => void (row ? rows.set(name, row) : rows.delete(name)),
  }
  return { rows, it }
}

const UNTIL = Date.now() + 60_000
const SECRET = 'coffer_lnk_for_tests'

const finding = (start: number, end: number): Finding => ({
  member: '',
  type: 'password',
  rule: 'password@1',
  confidence: 'likely',
  start,
  end,
  line: 1,
  column: start + 1,
  inner: false,
  mask: true,
  breaks: 0,
  pseudonym: '<PASSWORD:0123456789>',
  why: [],
})

function item(id: number, path: string, text: string): Item {
  const file = new File([text], path, { lastModified: 1_000 })
  return { id, file, path, size: file.size, state: 'ready', sent: 0 }
}

/** A checker that finds the word `secret`. */
async function checked(items: Item[], visit: Visit) {
  const ended: number[] = []
  const checker = new Checker({
    scan: Promise.resolve(async file => {
      const text = await file.text()
      const list = [...text.matchAll(/secret/g)].map(({ index }) => finding(index, index + 6))
      return { state: 'clean', reason: null, members: 1, findings: list.length, dropped: false, list }
    }),
    changed: () => undefined,
    ended: id => ended.push(id),
  })
  checker.add(items, each => visit.choices(each as Item))
  await vi.waitFor(() => expect(ended).toHaveLength(items.length))
  return checker
}

test('the next visit knows what is missing, and the choices', async () => {
  const { rows, it } = shelf()
  const first = await Visit.open(new Keeper(SECRET, it), UNTIL)
  const list = [item(1, 'logs/a.log', 'a secret and a secret'), item(2, 'b.log', 'nothing')]
  const checker = await checked(list, first)
  const review = checker.of(1)?.review
  review?.keep(review.findings.slice(0, 1), true)
  if (list[1]) list[1].state = 'received'
  first.save(list, checker)
  await first.flush()
  expect(rows.size).toBe(1)

  const second = await Visit.open(new Keeper(SECRET, it), UNTIL)
  expect(second.key).toEqual(first.key)
  expect(second.missing([]).map(file => file.path)).toEqual(['logs/a.log'])
  const again = [item(7, 'logs/a.log', 'a secret and a secret')]
  expect(second.missing(again)).toEqual([])
  const once = (await checked(again, second)).of(7)?.review
  expect(once?.kept).toBe(1)
  expect(once?.replacements()).toEqual(review?.replacements())
  const b = item(2, 'b.log', 'nothing')
  expect(second.arrived(b)).toBe(true)
  // Changed since: it is another file.
  expect(second.arrived(item(2, 'b.log', 'nothing?'))).toBe(false)
})

test('without the link, the list says nothing; with everything received, it is gone', async () => {
  const { rows, it } = shelf()
  const visit = await Visit.open(new Keeper(SECRET, it), UNTIL)
  const list = [item(1, 'passwords of jane.txt', 'x')]
  const checker = await checked(list, visit)
  visit.save(list, checker)
  await visit.flush()
  expect(rows.size).toBe(1)
  const [name, row] = [...rows][0] ?? []
  expect(name).not.toContain(SECRET)
  expect(new TextDecoder('latin1').decode(row?.sealed)).not.toContain('jane')
  const stranger = await Visit.open(new Keeper('another link', it), UNTIL)
  expect(stranger.missing([])).toEqual([])

  if (list[0]) list[0].state = 'received'
  visit.save(list, checker)
  await visit.flush()
  expect(rows.size).toBe(0)
})

test('an old list is not read', async () => {
  const { rows, it } = shelf()
  const visit = await Visit.open(new Keeper(SECRET, it), Date.now() - 1)
  const list = [item(1, 'a', 'x')]
  visit.save(list, await checked(list, visit))
  await visit.flush()
  expect(rows.size).toBe(1)
  expect((await Visit.open(new Keeper(SECRET, it), UNTIL)).missing([])).toEqual([])
})

test('content is known again by its edges and what was blacked out', async () => {
  const file = (text: string, lastModified = 5) => new File([text], 'a', { lastModified })
  const print = async (...args: Parameters<typeof content>) => (await content(...args)).fingerprint
  const masked = [{ start: 2, end: 8, text: '<X>' }]
  const base = await print(file('a secret b'), masked, SECRET)
  expect(base).toMatch(/^[0-9a-f]{64}$/)
  expect(await print(file('a secret b'), masked, SECRET)).toBe(base)
  // The value itself is not in it: only what is sent is.
  expect(await print(file('a SECRET b'), masked, SECRET)).toBe(base)
  expect(await print(file('a secret b'), [], SECRET)).not.toBe(base)
  expect(await print(file('a secret b', 6), masked, SECRET)).not.toBe(base)
  expect(await print(file('a secret c'), masked, SECRET)).not.toBe(base)
  expect(await print(file('a secret b'), masked, 'another link')).not.toBe(base)
})
