import { afterEach, expect, test, vi } from 'vitest'
import { Announcer, Milestones, Speed } from './announce'

test('a transfer is announced at its start and each quarter, at most once in ten seconds', () => {
  const milestones = new Milestones()
  const said: unknown[] = []
  for (let second = 0; second <= 100; second += 1) {
    const word = milestones.next(second / 100, second * 1000)
    if (word) said.push([second, word])
  }
  expect(said).toEqual([
    [0, 'started'],
    [25, '25'],
    [50, '50'],
    [75, '75'],
  ])
  const fast = new Milestones()
  expect([0, 1, 2, 3].map(second => fast.next(second / 4, second * 1000))).toEqual([
    'started',
    undefined,
    undefined,
    undefined,
  ])
})

afterEach(() => vi.useRealTimers())

test('what happens by itself is heard at most once in ten seconds, the newest of it', () => {
  vi.useFakeTimers()
  const said: [number, string][] = []
  const announcer = new Announcer(text => said.push([performance.now() - start, text]))
  const start = performance.now()
  const at = () => performance.now()
  announcer.later('started', at())
  for (let second = 1; second <= 30; second += 1) {
    vi.advanceTimersByTime(1_000)
    if (second <= 12) announcer.later(`failed ${second}`, at())
  }
  expect(said).toEqual([
    [0, 'started'],
    [10_000, 'failed 9'],
    [20_000, 'failed 12'],
  ])
  announcer.later('late', at())
  announcer.now('paused', at())
  vi.advanceTimersByTime(60_000)
  expect(said.map(([, text]) => text).slice(3)).toEqual(['late', 'paused'])
})

test('speed is known after two seconds', () => {
  const speed = new Speed()
  speed.add(0, 0)
  speed.add(1_000, 1_000)
  expect(speed.get()).toBeUndefined()
  speed.add(2_000, 2_000)
  expect(speed.get()).toBe(1_000)
})
