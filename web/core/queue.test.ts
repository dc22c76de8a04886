import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from './client'
import { type Item, type TransferEvents, UploadQueue } from './queue'
import type { SentFile } from './types'

interface Opened {
  item: Item
  upload: string | undefined
  events: TransferEvents
  starts: number
  stops: boolean[]
}

function rig(held: SentFile[] = []) {
  const opened: Opened[] = []
  const passLost = vi.fn()
  const discard = vi.fn(async () => undefined)
  const queue = new UploadQueue({
    open: (item, _content, upload, events) => {
      const it: Opened = { item, upload, events, starts: 0, stops: [] }
      opened.push(it)
      return {
        start: () => {
          it.starts += 1
        },
        stop: async discard => {
          it.stops.push(discard)
        },
      }
    },
    prepare: async ({ file }) => ({
      size: file.size,
      slice: async () => new Uint8Array(),
      fingerprint: await file.text(),
    }),
    discard,
    listSent: async () => held,
    changed: () => undefined,
    passLost,
    random: () => 0.5,
  })
  return { queue, opened, passLost, discard }
}

const file = (name: string, size = 10) => ({ file: new File(['x'.repeat(size)], name), path: name })
const settle = () => vi.advanceTimersByTimeAsync(0)
const offline = new ApiError({ status: 0, code: 'offline' })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('nothing moves before Send, then three at once', async () => {
  const { queue, opened } = rig()
  queue.add(['a', 'b', 'c', 'd'].map(name => file(name)))
  await settle()
  expect(opened).toHaveLength(0)
  queue.send()
  await settle()
  expect(opened.map(it => it.item.path)).toEqual(['a', 'b', 'c'])
  opened[0]?.events.done('file_1')
  await settle()
  expect(opened.map(it => it.item.path)).toEqual(['a', 'b', 'c', 'd'])
  expect(queue.items[0]).toMatchObject({ state: 'received', fileId: 'file_1', sent: 10 })
})

test('the same file is listed once', () => {
  const { queue } = rig()
  expect(queue.add([file('a'), file('a')])).toBe(1)
  expect(queue.add([file('a')])).toBe(0)
})

test('lost connections are tried again after 0, 1, 3, 8, 20 and then 60 seconds', async () => {
  const { queue, opened } = rig()
  queue.add([file('a')])
  queue.send()
  await settle()
  for (const seconds of [0, 1, 3, 8, 20, 60, 60]) {
    const starts = opened[0]?.starts ?? 0
    opened[0]?.events.failed(offline)
    expect(queue.items[0]?.state).toBe('retrying')
    await vi.advanceTimersByTimeAsync(Math.max(0, seconds * 1000 - 1))
    if (seconds > 0) expect(opened[0]?.starts).toBe(starts)
    await vi.advanceTimersByTimeAsync(1)
    expect(opened[0]?.starts).toBe(starts + 1)
  }
})

test('progress starts the pauses over', async () => {
  const { queue, opened } = rig()
  queue.add([file('a')])
  queue.send()
  await settle()
  for (let round = 0; round < 4; round += 1) {
    opened[0]?.events.failed(offline)
    await vi.advanceTimersByTimeAsync(60_000)
  }
  opened[0]?.events.progress(5)
  const starts = opened[0]?.starts ?? 0
  opened[0]?.events.failed(offline)
  await settle()
  expect(opened[0]?.starts).toBe(starts + 1)
})

test('a refusal fails the file and lets the others go on', async () => {
  const { queue, opened } = rig()
  queue.add([file('a'), file('b')])
  queue.send()
  await settle()
  opened[0]?.events.failed(new ApiError({ status: 413, code: 'upload_too_large' }))
  opened[1]?.events.done('file_b')
  expect(queue.items.map(item => item.state)).toEqual(['failed', 'received'])
  expect(queue.settled).toBe(true)
})

test('an interrupted upload of the same path and size is continued, once', async () => {
  const held: SentFile = {
    id: 'file_9',
    name: 'a',
    bytes: 10,
    offset: 4,
    state: 'sending',
    upload: 'upl_9',
    created: '2026-11-23T10:00:00Z',
  }
  const { queue, opened } = rig([held])
  queue.sent = [held]
  expect(queue.missing).toEqual([held])
  queue.add([file('a'), file('a', 11)])
  expect(queue.missing).toEqual([])
  queue.send()
  await settle()
  expect(opened.map(it => it.upload)).toEqual(['upl_9', undefined])
  expect(queue.items[0]?.sent).toBe(4)
})

test('what is known by its fingerprint is continued only with the same content', async () => {
  const held: SentFile = {
    id: 'file_9',
    name: 'a',
    bytes: 10,
    offset: 4,
    state: 'sending',
    upload: 'upl_9',
    fingerprint: 'x'.repeat(10),
    created: '2026-11-23T10:00:00Z',
  }
  const same = rig([held])
  same.queue.sent = [held]
  same.queue.add([file('a')])
  await same.queue.reconsider([1])
  expect(same.queue.items[0]?.continues).toBe('same')
  same.queue.send()
  await settle()
  expect(same.opened[0]?.upload).toBe('upl_9')

  const other = rig([held])
  other.queue.sent = [held]
  other.queue.add([{ file: new File(['y'.repeat(10)], 'a'), path: 'a' }])
  await other.queue.reconsider([1])
  expect(other.queue.items[0]?.continues).toBe('other')
  other.queue.send()
  await settle()
  expect(other.discard).toHaveBeenCalledWith('upl_9')
  expect(other.opened[0]?.upload).toBeUndefined()
})

test('what arrived without the page knowing is not sent again', async () => {
  const held: SentFile = {
    id: 'file_9',
    name: 'a',
    bytes: 10,
    offset: 10,
    state: 'received',
    fingerprint: 'x'.repeat(10),
    created: '2026-11-23T10:00:00Z',
  }
  const { queue, opened } = rig([held])
  // Another content of that name, and that content under another name, are other files.
  const another = { file: new File(['y'.repeat(10)], 'a'), path: 'a' }
  queue.add([file('a'), file('b')])
  queue.send()
  await settle()
  expect(queue.items[0]).toMatchObject({ state: 'received', fileId: 'file_9', sent: 10 })
  expect(opened.map(it => it.item.path)).toEqual(['b'])
  const second = rig([held])
  second.queue.add([another])
  second.queue.send()
  await settle()
  expect(second.opened).toHaveLength(1)
})

test('pausing keeps what the server holds, removing deletes it', async () => {
  const { queue, opened } = rig()
  queue.add([file('a')])
  queue.send()
  await settle()
  queue.pause()
  expect(queue.items[0]?.state).toBe('paused')
  queue.resume()
  await settle()
  expect(opened[0]?.starts).toBe(2)
  queue.remove([queue.items[0]?.id ?? 0])
  expect(opened[0]?.stops).toEqual([false, true])
  expect(queue.items).toHaveLength(0)
})

test('a lost pass pauses everything and asks for a new code', async () => {
  const { queue, opened, passLost } = rig()
  queue.add([file('a'), file('b')])
  queue.send()
  await settle()
  opened[0]?.events.failed(new ApiError({ status: 401, code: 'pass_required' }))
  expect(passLost).toHaveBeenCalledOnce()
  expect(queue.items.every(item => item.state === 'paused')).toBe(true)
})
