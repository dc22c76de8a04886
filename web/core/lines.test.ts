import { expect, test, vi } from 'vitest'
import { BLOCK, LineStore } from './lines'

function rig(total: number) {
  const fetch = vi.fn(async (from: number, count: number) => ({
    total,
    from,
    lines: Array.from({ length: Math.min(count, total - from + 1) }, (_, at) => ({
      number: from + at,
      text: `line ${from + at}`,
    })),
  }))
  const changed = vi.fn()
  return { fetch, changed, store: new LineStore(fetch, changed) }
}
const settle = () => new Promise(done => setTimeout(done, 0))

test('the block in sight comes first, its neighbours after', async () => {
  const { fetch, store } = rig(10_000)
  store.want(2_000, 2_040)
  await settle()
  expect(store.get(2_001)?.text).toBe('line 2001')
  store.want(2_000, 2_040)
  await settle()
  expect(fetch.mock.calls.map(([from]) => (from - 1) / BLOCK)).toEqual([3, 4, 2])
})

test('rows asked for while the first answer is on its way are loaded after it', async () => {
  const { store } = rig(10_000)
  store.want(0, 1)
  store.want(6_343, 6_380)
  await settle()
  expect(store.get(6_355)?.text).toBe('line 6355')
})

test('nothing is asked for beyond the end, and nothing twice', async () => {
  const { fetch, store } = rig(3)
  store.want(0, 40)
  await settle()
  store.want(0, 40)
  await settle()
  expect(fetch).toHaveBeenCalledTimes(1)
  expect(store.get(4)).toBeUndefined()
})

test('an error stops asking until tried again', async () => {
  const fetch = vi.fn(async () => Promise.reject(new Error('no')))
  const store = new LineStore(fetch, () => undefined)
  store.want(0, 10)
  await settle()
  store.want(0, 10)
  expect(fetch).toHaveBeenCalledTimes(1)
  store.retry()
  store.want(0, 10)
  expect(fetch).toHaveBeenCalledTimes(2)
})
