import { expect, test } from 'vitest'
import { Scroller } from './scroller'

const ROW = 20
const VIEW = 400

function scroller(total: number) {
  const it = new Scroller(total, ROW)
  it.resize(VIEW)
  return it
}

test.each([10, 1_000, 1_000_000, 50_000_000, 2_000_000_000])('the ends of %d lines are exact', total => {
  const it = scroller(total)
  it.goTo(total)
  expect(it.window().end).toBe(total)
  it.goTo(0)
  expect(it.window().first).toBe(0)
})

test('fifty wheel steps move by exactly their pixels among two thousand million lines', () => {
  const it = scroller(2_000_000_000)
  let top = it.goTo(1_000_000_000).scrollTop ?? 0
  const before = it.y
  for (let step = 0; step < 50; step += 1) {
    top += 120
    const answer = it.scrolled(top)
    top = answer.scrollTop ?? top
  }
  expect(it.y - before).toBe(50 * 120)
})

test('a dragged thumb maps in proportion', () => {
  const it = scroller(50_000_000)
  it.scrolled((it.height - VIEW) / 4)
  expect(it.window().first / 50_000_000).toBeCloseTo(0.25, 3)
})

test('a row is revealed with the least movement', () => {
  const it = scroller(1_000)
  expect(it.reveal(5).scrollTop).toBeUndefined()
  it.reveal(20)
  expect(it.y).toBe(20)
  it.reveal(0)
  expect(it.y).toBe(0)
})
