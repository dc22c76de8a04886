import { expect, test } from 'vitest'
import { bytes, longTime, relativeTime, roughDuration, visible } from './format'

test('sizes are in powers of a thousand with few digits', () => {
  const shown = [0, 1, 999, 1000, 4_096, 31_500_000, 999_600_000, 2_400_000_000, 2e14].map(n =>
    bytes(n, 'en-GB'),
  )
  expect(shown).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 kB',
    '4.1 kB',
    '31.5 MB',
    '1 GB',
    '2.4 GB',
    '200 TB',
  ])
})

test('control and bidi characters are shown, tabs and other scripts stay', () => {
  expect(visible('a\u202egpj.exe')).toBe('a‹RLO›gpj.exe')
  expect(visible('\u001b[31m\u0000\r\n')).toBe('‹1B›[31m‹00›‹0D›‹0A›')
  expect(visible('a\tb 日本 ñ')).toBe('a\tb 日本 ñ')
})

test('the year is named only when it is another one', () => {
  const now = new Date('2026-11-23T12:00:00Z')
  expect(longTime('2026-12-04T12:00:00Z', 'en-GB', now)).not.toContain('2026')
  expect(longTime('2027-01-04T12:00:00Z', 'en-GB', now)).toContain('2027')
})

test('relative times', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  expect(relativeTime('2026-11-23T11:48:00Z', 'en', now)).toBe('12 minutes ago')
  expect(relativeTime('2026-11-21T12:00:00Z', 'en', now)).toBe('2 days ago')
  expect(relativeTime('2026-11-23T15:00:00Z', 'en', now)).toBe('in 3 hours')
})

test('time left is rounded so that it does not flicker', () => {
  expect(roughDuration(1)).toEqual({ unit: 'seconds', count: 5 })
  expect(roughDuration(31)).toEqual({ unit: 'seconds', count: 35 })
  expect(roughDuration(420)).toEqual({ unit: 'minutes', count: 7 })
  expect(roughDuration(9_000)).toEqual({ unit: 'hours', count: 3 })
})
