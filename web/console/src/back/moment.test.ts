import { describe, expect, it } from 'vitest'
import { atOf, fieldOf, justBefore } from './moment'

describe('the moment that files are put back to', () => {
  it('is in the field as it was, to the second', () => {
    expect(fieldOf(undefined)).toBe('')
    expect(fieldOf('2026-11-24T09:30:05.000Z')).toMatch(/^2026-11-2\dT\d\d:\d\d:05$/)
    expect(atOf(fieldOf('2026-11-24T09:30:05.000Z'))).toBe('2026-11-24T09:30:05.000Z')
    expect(atOf(fieldOf('2026-07-24T09:30:05.900Z'))).toBe('2026-07-24T09:30:05.000Z')
  })

  it('lies before the first thing that happened', () => {
    expect(justBefore([])).toBeUndefined()
    expect(justBefore(['2026-11-24T09:30:05.250Z', '2026-11-24T09:30:04.001Z'])).toBe(
      '2026-11-24T09:30:04.000Z',
    )
    expect(justBefore(['2026-11-24T09:30:04.000Z'])).toBe('2026-11-24T09:30:03.000Z')
  })
})
