import { expect, test } from 'vitest'
import { Pieces, type Replacement } from './pieces'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

function copied(source: string, replacements: Replacement[]): string {
  let out = ''
  let at = 0
  for (const { start, end, text } of replacements) {
    out += source.slice(at, start) + text
    at = end
  }
  return out + source.slice(at)
}

test('every range of the copy is that of the whole copy', async () => {
  const source = 'card=4111111111111111 and password=hunter2, twice'
  const replacements = [
    { start: 0, end: 1, text: 'KK' },
    { start: 5, end: 21, text: '<CARD:7Q2MX4KA9T>' },
    { start: 21, end: 22, text: '_' },
    { start: 35, end: 42, text: '' },
    { start: 48, end: 49, text: 'E!' },
  ]
  const whole = copied(source, replacements)
  const pieces = new Pieces(new Blob([source]), replacements)
  expect(pieces.size).toBe(whole.length)
  for (let from = 0; from <= whole.length; from += 1) {
    for (let to = from; to <= whole.length + 1; to += 1) {
      expect(text(await pieces.slice(from, to)), `${from}..${to}`).toBe(whole.slice(from, to))
    }
  }
})

test('blocks meet: a large file, replaced densely', async () => {
  const source = Array.from({ length: 120_000 }, (_, at) => `line ${at} secret${at % 7}\n`).join('')
  const replacements = [...source.matchAll(/secret\d/g)].map(({ index }, at) => ({
    start: index,
    end: index + 7,
    text: at % 3 === 0 ? '<X>' : '<SECRET:0123456789>',
  }))
  const whole = copied(source, replacements)
  const pieces = new Pieces(new Blob([source]), replacements)
  let out = ''
  for (let at = 0; at < pieces.size; at += 700_001) out += text(await pieces.slice(at, at + 700_001))
  expect(out === whole).toBe(true)
})

test('without replacements it is the file', async () => {
  const pieces = new Pieces(new Blob(['abc']))
  expect(pieces.size).toBe(3)
  expect(text(await pieces.slice(1, 9))).toBe('bc')
  expect(await pieces.slice(3, 9)).toHaveLength(0)
})

test('overlapping or outlying replacements are refused', () => {
  const file = new Blob(['abcdef'])
  const make = (...ranges: [number, number][]) =>
    new Pieces(
      file,
      ranges.map(([start, end]) => ({ start, end, text: '' })),
    )
  expect(() => make([0, 3], [2, 4])).toThrow(RangeError)
  expect(() => make([3, 3])).toThrow(RangeError)
  expect(() => make([3, 7])).toThrow(RangeError)
})
