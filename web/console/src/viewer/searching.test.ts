import { expect, test } from 'vitest'
import { ApiError } from '../../../core/client'
import type { SearchNews } from '../../../core/types'
import { after, type Found } from './searching'

const START: Found = { hits: [], part: 0, lines: 0 }

test('what is known grows with every line', () => {
  const hit = { member: 0, line: 7, column: 3, text: 'pool exhausted' }
  const lines: SearchNews[] = [
    { hit },
    { read: { bytes: 25, total: 100 } },
    { end: { lines_searched: 12, truncated: true } },
  ]
  const all = lines.reduce(after, START)
  expect(all).toEqual({ hits: [hit], part: 1, lines: 12, end: 'truncated' })
  expect(after(START, { read: { bytes: 25, total: 100 } }).part).toBe(0.25)
  expect(after(START, { read: { bytes: 0, total: 0 } }).part).toBe(0)
})

test('a search that broke off says why', () => {
  const problem = {
    type: 'about:blank',
    title: 'Refused',
    status: 403,
    code: 'denied',
    detail: 'no',
    rules: [],
  }
  expect(() => after(START, { problem } as SearchNews)).toThrow(ApiError)
})
