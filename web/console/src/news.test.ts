import { describe, expect, it } from 'vitest'
import { changes } from './news'

const CASE = 'case_1'

describe('news', () => {
  const cases = [
    // About, the case, the key of what is kept, whether it is asked for anew.
    ['files', CASE, ['case', CASE, 'files'], true],
    ['files', CASE, ['cases', 'open', {}], true],
    ['files', CASE, ['case', CASE], false],
    ['files', CASE, ['case', 'case_2', 'files'], false],
    ['files', CASE, ['file', 'file_1'], false],
    ['case', CASE, ['case', CASE], true],
    ['case', CASE, ['case', CASE, 'files'], false],
    ['requests', CASE, ['case', CASE, 'requests'], true],
    ['deliveries', CASE, ['case', CASE, 'deliveries'], true],
    ['access', CASE, ['access', { mine: true }], true],
    ['access', CASE, ['grants', {}], true],
    ['alerts', undefined, ['alerts', 'count'], true],
    ['alerts', undefined, ['cases', 'open', {}], false],
    ['everything', undefined, ['case', 'case_2', 'files'], true],
    ['everything', undefined, ['alert', 'alr_1'], true],
    ['notices', undefined, ['me'], true],
    ['everything', undefined, ['me'], true],
    ['alerts', undefined, ['me'], false],
    ['everything', undefined, ['file', 'file_1', 'tree'], false],
  ] as const
  it.each(cases)('about %s of %s and what is kept under %j: %s', (about, id, key, anew) => {
    expect(changes({ about, ...(id ? { case: id } : {}), own: false }, key)).toBe(anew)
  })

  it('shows that there is a message, and does not read it', () => {
    for (const about of ['messages', 'everything'] as const) {
      const news = { about, case: CASE, own: false }
      expect(changes(news, ['case', CASE])).toBe(true)
      expect(changes(news, ['case', CASE, 'messages'])).toBe(false)
    }
  })
})
