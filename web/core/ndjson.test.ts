import { describe, expect, test } from 'vitest'
import { ApiError } from './client'
import { ndjson } from './ndjson'

/** A server that sends these pieces one by one, and notes whether it was hung up on. */
function server(pieces: string[], status = 200) {
  const seen: { address?: string; hungUp: boolean; sent: number } = { hungUp: false, sent: 0 }
  const fetcher = (async (address: RequestInfo | URL) => {
    seen.address = String(address)
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces[seen.sent]
        if (piece === undefined) return controller.close()
        seen.sent += 1
        if (piece === 'break') return controller.error(new TypeError('the line broke'))
        controller.enqueue(new TextEncoder().encode(piece))
      },
      cancel() {
        seen.hungUp = true
      },
    })
    return new Response(body, { status })
  }) as typeof fetch
  return { fetcher, seen }
}

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = []
  for await (const line of lines) out.push(line)
  return out
}

describe('answers line by line', () => {
  test('lines are put together, however they were cut', async () => {
    const { fetcher, seen } = server(['{"a":1}\n{"a"', ':2}', '\n{"a":"é', '"}\n'])
    expect(await all(ndjson('/things', { query: { q: 'a b', no: undefined } }, fetcher))).toEqual([
      { a: 1 },
      { a: 2 },
      { a: 'é' },
    ])
    expect(seen.address).toBe('/api/v1/things?q=a+b')
  })

  test('who has enough hangs up', async () => {
    const { fetcher, seen } = server(Array.from({ length: 100 }, (_, at) => `{"at":${at}}\n`))
    for await (const line of ndjson<{ at: number }>('/things', {}, fetcher)) if (line.at === 2) break
    await expect.poll(() => seen.hungUp).toBe(true)
    expect(seen.sent).toBeLessThan(20)
  })

  test('a refusal is a problem, a broken line is offline, and half a line is not a line', async () => {
    const refusal = server(['{"code":"denied","detail":"no","title":"no"}'], 403)
    await expect(all(ndjson('/things', {}, refusal.fetcher))).rejects.toMatchObject({
      code: 'denied',
      status: 403,
    })
    for (const pieces of [['{"a":1}\n', 'break'], ['{"a":1}\n{"a":']]) {
      const { fetcher } = server(pieces)
      const error = await all(ndjson('/things', {}, fetcher)).catch(caught => caught)
      expect(error).toBeInstanceOf(ApiError)
      expect(error).toMatchObject({ code: 'offline' })
    }
  })
})
