import { expect, test } from 'vitest'
import { searchOf, selectionOf } from './views'

test('a saved view is the address it was saved at', () => {
  const everything = {
    state: 'closed',
    mine: true,
    department: 'dep_1',
    lane: 'phi',
    hours: 24,
    q: 'pool',
  } as const
  for (const search of [{}, { state: 'all' } as const, { mine: true } as const, everything])
    expect(searchOf(selectionOf(search))).toEqual(search)
  expect(selectionOf({})).toEqual({ state: 'open', mine: false })
  expect(selectionOf({ state: 'all' })).toEqual({ mine: false })
})
