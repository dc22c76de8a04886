import { expect, test } from 'vitest'
import { spans, told } from './ledger-entry'

test('an entry says who did what when, and other text says nothing', () => {
  const text =
    '{"actor":"mem_1","event":"file.viewed","object":"file_1","time":"2026-11-23T10:14:05.000Z","v":1}'
  expect(told(text)).toEqual({
    actor: 'mem_1',
    event: 'file.viewed',
    object: 'file_1',
    time: '2026-11-23T10:14:05.000Z',
  })
  expect(told('{"event":"file.viewed"}')).toBeUndefined()
  expect(told('file.viewed')).toBeUndefined()
})

test('near places are asked for together, far ones apart, each place once', () => {
  expect(spans([])).toEqual([])
  expect(spans([7, 5, 5, 6])).toEqual([{ from: 5, limit: 3 }])
  expect(spans([1, 500])).toEqual([
    { from: 1, limit: 1 },
    { from: 500, limit: 1 },
  ])
  expect(spans([0, 15, 30, 45], 16, 32)).toEqual([
    { from: 0, limit: 31 },
    { from: 45, limit: 1 },
  ])
})
