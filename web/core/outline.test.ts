import { expect, test } from 'vitest'
import { histogram, levels, place, timeOf } from './outline'

const block = (first: number | null, last: number | null, error = 0, info = 0) => ({
  first,
  last,
  error,
  warn: 0,
  info,
  debug: 0,
})

test('lines are counted over time, blocks spread between their ends', () => {
  const outline = {
    stride: 10,
    blocks: [block(0, 99, 0, 10), block(100, 199, 4, 6), block(null, null, 0, 3)],
  }
  const found = histogram(outline, 2)
  expect(found?.bars.map(({ total, error }) => [total, error])).toEqual([
    [10, 0],
    [10, 4],
  ])
  expect(found).toMatchObject({ from: 0, to: 199, most: 10 })
  expect(levels(outline)).toEqual({ error: 4, warn: 0, info: 19, debug: 0 })
  const wide = histogram({ stride: 10, blocks: [block(0, 400, 4)] }, 4)
  expect(wide?.bars.map(({ error }) => error)).toEqual([1, 1, 1, 1])
})

test('without times there is no histogram', () => {
  expect(histogram({ stride: 1, blocks: [] }, 10)).toBeUndefined()
  expect(histogram({ stride: 1, blocks: [block(null, null, 1)] }, 10)).toBeUndefined()
  expect(histogram({ stride: 1, blocks: [block(5, 5, 1)] }, 10)).toBeUndefined()
})

test('a line lies within its block', () => {
  const outline = { stride: 10, blocks: [block(0, 100), block(100, 200)] }
  expect(timeOf(outline, 1)).toBe(5)
  expect(timeOf(outline, 11)).toBe(105)
  expect(timeOf(outline, 99)).toBeUndefined()
})

test('what people type is a line or a time', () => {
  const near = Date.parse('2026-11-23T06:00:00Z')
  expect(place('9,120,340', near)).toEqual({ line: 9_120_340 })
  expect(place('9.120', near)).toEqual({ line: 9_120 })
  expect(place('0', near)).toBeUndefined()
  expect(place('10:14', near)).toEqual({ time: Date.parse('2026-11-23T10:14:00Z') })
  expect(place('10:14:07.1', near)).toEqual({ time: Date.parse('2026-11-23T10:14:07.100Z') })
  expect(place('2026-11-24 01:02:03', near)).toEqual({ time: Date.parse('2026-11-24T01:02:03Z') })
  expect(place('2026-11-24T01:02:03+01:00', undefined)).toEqual({ time: Date.parse('2026-11-24T00:02:03Z') })
  expect(place('10:14', undefined)).toBeUndefined()
  expect(place('error', near)).toBeUndefined()
})

test('a time without a zone is in UTC, or in that of the reader', () => {
  const near = new Date(2026, 10, 23, 6).getTime()
  expect(place('10:14:07', near, true)).toEqual({ time: new Date(2026, 10, 23, 10, 14, 7).getTime() })
  expect(place('2026-11-24 01:02:03', near, true)).toEqual({
    time: new Date(2026, 10, 24, 1, 2, 3).getTime(),
  })
  expect(place('2026-11-24T01:02:03Z', near, true)).toEqual({ time: Date.parse('2026-11-24T01:02:03Z') })
})
