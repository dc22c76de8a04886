import { expect, test } from 'vitest'
import { pieces } from './pseudonyms'

test('tokens are told from text that only looks like them', () => {
  expect(pieces('card=<CARD:7Q2MX4KA9T> id=<CARD:123> <b:1>')).toEqual([
    { kind: 'text', text: 'card=' },
    { kind: 'token', token: '<CARD:7Q2MX4KA9T>', type: 'CARD', tail: '7Q2MX4KA9T' },
    { kind: 'text', text: ' id=<CARD:123> <b:1>' },
  ])
  expect(pieces('')).toEqual([])
})
