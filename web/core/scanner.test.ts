// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { Scanner, type ScanWorker } from './scanner'
import { type Job, ScannerModule } from './scanner/module'
import { blobRead, type Reply, type Request, server } from './scanner/serve'
import { builtModule, SAMPLE } from './scanner/testing'

const code = builtModule()
const key = new Uint8Array(32).fill(9)

/** A blob that can be read at once, as FileReaderSync reads one in a worker. */
class Bytes extends Blob {
  constructor(readonly content: Uint8Array<ArrayBuffer>) {
    super([content])
  }
  override slice(from?: number, to?: number): Bytes {
    return new Bytes(this.content.slice(from, to))
  }
}
const take = (part: Blob) => (part as Bytes).content.slice().buffer
const blob = (text: string) => new Bytes(new TextEncoder().encode(text))

/** A worker that serves in this thread. */
class Here implements ScanWorker {
  onmessage: ((event: MessageEvent<Reply>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  ended = false
  #serve

  constructor(read = take) {
    this.#serve = server(read)
  }

  postMessage(request: Request): void {
    const post = (data: Reply) => {
      this.onmessage?.({ data } as MessageEvent<Reply>)
    }
    queueMicrotask(() => void this.#serve(request, post))
  }
  terminate(): void {
    this.ended = true
  }
}

async function rig(read = take) {
  const workers: Here[] = []
  const scanner = await Scanner.load(code ?? new Uint8Array(), () => {
    const worker = new Here(read)
    workers.push(worker)
    return worker
  })
  return { scanner, workers }
}

test('a blob is read in order, whatever is asked for, to its end', () => {
  const bytes = Uint8Array.from({ length: 1_200_000 }, (_, i) => i % 251)
  const parts: number[] = []
  const read = blobRead(new Bytes(bytes), part => {
    parts.push(part.size)
    return take(part)
  })
  const got: Uint8Array[] = []
  for (let most = 1; ; most = (most * 7) % 100_003) {
    const part = read(most)
    if (part.length === 0) break
    expect(part.length).toBeLessThanOrEqual(most)
    got.push(part)
  }
  expect(Buffer.concat(got).equals(bytes)).toBe(true)
  expect(read(10)).toHaveLength(0)
  expect(parts).toEqual([1 << 20, 1_200_000 - (1 << 20)])
})

test('what is not a module is unusable', async () => {
  await expect(Scanner.load(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ problem: 'unusable' })
  // A module, but not ours.
  const empty = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
  await expect(ScannerModule.start(empty)).rejects.toMatchObject({ problem: 'unusable' })
})

test('a module that cannot be fetched is unusable', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 404 }))
  await expect(Scanner.load('/c/scan.wasm')).rejects.toMatchObject({ problem: 'unusable' })
  vi.unstubAllGlobals()
})

describe.skipIf(!code)('a scanner', { timeout: 60_000 }, () => {
  test('lists findings, without their values, and says how far it is', async () => {
    const { scanner } = await rig()
    const progress = vi.fn()
    const text = readFileSync(SAMPLE, 'utf8').repeat(1500)
    const { list, ...file } = await scanner.scan(blob(text), { key, name: 'a.log', progress })
    expect(file).toMatchObject({ state: 'clean', reason: null, findings: list.length, dropped: false })
    const card = list.find(finding => finding.type === 'payment_card')
    expect(card).toMatchObject({ confidence: 'certain', line: 3, column: 45, member: '', inner: false })
    expect(text.slice(card?.start, card?.end)).toBe('4111 1111 1111 1111')
    expect(card?.pseudonym).toMatch(/^<CARD:[0-9A-Z]{10}>$/)
    expect(JSON.stringify(list)).not.toContain('1111 1111')
    const told = progress.mock.calls.map(([step]) => step.read)
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })

  test('keeps one worker for the next file and starts more for scans side by side', async () => {
    const { scanner, workers } = await rig()
    const scan = (text: string) => scanner.scan(blob(text), { key, name: 'x' })
    await scan('to ada@example.org')
    expect((await scan('nothing')).list).toEqual([])
    expect(workers).toHaveLength(1)
    const both = await Promise.all([scan('to ada@example.org'), scan('to ada@example.org')])
    expect(both[0]).toEqual(both[1])
    expect(workers.map(worker => worker.ended)).toEqual([false, true])
    scanner.close()
    expect(workers.map(worker => worker.ended)).toEqual([true, true])
  })

  test('equal values have equal pseudonyms under one key only', async () => {
    const { scanner } = await rig()
    const pseudonym = async (key: Uint8Array) =>
      (await scanner.scan(blob('to ada@example.org'), { key, name: 'x' })).list[0]?.pseudonym
    expect(await pseudonym(key)).toBe(await pseudonym(key.slice()))
    expect(await pseudonym(key)).not.toBe(await pseudonym(new Uint8Array(32)))
  })

  test('aborting ends the worker and gives the reason', async () => {
    const { scanner, workers } = await rig()
    const abort = new AbortController()
    const going = scanner.scan(blob('text'), { key, name: 'x', signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(going).rejects.toThrow('enough')
    expect(workers[0]?.ended).toBe(true)
    const before = scanner.scan(blob('text'), { key, name: 'x', signal: abort.signal })
    await expect(before).rejects.toThrow('enough')
    expect(workers).toHaveLength(1)
  })

  test('a file that cannot be read is said, and the next one starts afresh', async () => {
    let gone = true
    const { scanner, workers } = await rig(part => {
      if (gone) throw new DOMException('changed since it was chosen', 'NotReadableError')
      return take(part)
    })
    const scan = () => scanner.scan(blob('text'), { key, name: 'x' })
    await expect(scan()).rejects.toMatchObject({ problem: 'unreadable' })
    gone = false
    expect(await scan()).toMatchObject({ state: 'clean' })
    expect(workers.map(worker => worker.ended)).toEqual([true, false])
  })
})

describe.skipIf(!code)('the module', { timeout: 60_000 }, () => {
  const start = async () => ScannerModule.start(await WebAssembly.compile(code ?? new Uint8Array()))
  const job = (text: string, more: Partial<Job> = {}): Job & { out: string } => {
    const it = {
      out: '',
      key,
      name: 'x',
      read: blobRead(blob(text), take),
      progress: () => true,
      lines: (lines: Uint8Array) => {
        it.out += new TextDecoder().decode(lines)
      },
      ...more,
    }
    return it
  }

  test('scans while another scan waits for its bytes', async () => {
    const module = await start()
    const alone = job('to ada@example.org')
    module.scan(alone)
    const inner: string[] = []
    const outer = job('to ada@example.org')
    const { read } = outer
    outer.read = () => {
      const other = job('to ada@example.org')
      module.scan(other)
      inner.push(other.out)
      return read(5)
    }
    module.scan(outer)
    expect(outer.out).toBe(alone.out)
    expect(new Set(inner)).toEqual(new Set([alone.out]))
  })

  test('stops when told to, and can go on with another file', async () => {
    const module = await start()
    expect(() => module.scan(job('text', { progress: () => false }))).toThrow('stopped')
    const next = job('to ada@example.org')
    module.scan(next)
    expect(next.out).toContain('"type":"email"')
  })

  test('refuses a short key, a name beyond measure and too many scans within scans', async () => {
    const module = await start()
    expect(() => module.scan(job('', { key: key.subarray(1) }))).toThrow('refused')
    expect(() => module.scan(job('', { name: 'n'.repeat(5000) }))).toThrow('refused')
    let depth = 0
    const nested = (): Job =>
      job('text', {
        read: () => {
          depth += 1
          module.scan(nested())
          return new Uint8Array()
        },
      })
    expect(() => module.scan(nested())).toThrow('unreadable')
    expect(depth).toBe(4)
    module.scan(job('text'))
  })

  test('does not grow with the file', async () => {
    const module = await start()
    const block = new TextEncoder().encode('request finished, 200 OK\n'.repeat(2000))
    const scan = (blocks: number) => {
      let left = blocks
      const read = (most: number) => {
        left -= 1
        return left < 0 ? new Uint8Array() : block.subarray(0, most)
      }
      module.scan(job('', { read, lines: () => undefined }))
      return module.memoryBytes
    }
    const small = scan(20)
    expect(scan(200)).toBe(small)
  })
})
