import { expect, test } from 'vitest'
import { grownFrom } from './consistency'
import { type Head, sha256 } from './ledger'

type Hash = Uint8Array<ArrayBuffer>

// The tree and the proof as RFC 6962 section 2.1 defines them: recursively, unlike what is tested.
const leaf = (at: number) => sha256(new Uint8Array([0, at]))
const split = (size: number) => 2 ** Math.ceil(Math.log2(size) - 1)

async function root(from: number, to: number): Promise<Hash> {
  if (to - from === 1) return leaf(from)
  const half = from + split(to - from)
  return sha256(new Uint8Array([1]), await root(from, half), await root(half, to))
}

async function subproof(m: number, from: number, to: number, known: boolean): Promise<Hash[]> {
  const size = to - from
  if (m === size) return known ? [] : [await root(from, to)]
  const half = split(size)
  return m <= half
    ? [...(await subproof(m, from, from + half, known)), await root(from + half, to)]
    : [...(await subproof(m - half, from + half, to, false)), await root(from, from + half)]
}

const base64 = (hash: Hash) => btoa(String.fromCharCode(...hash))
const head = async (size: number): Promise<Head> => ({ size, root: await root(0, size) })

test('every older head of small ledgers is shown to be their beginning, and no other is', async () => {
  const other = await sha256(new Uint8Array([7]))
  for (let size = 1; size <= 17; size += 1)
    for (let older = 1; older <= size; older += 1) {
      const proof = (await subproof(older, 0, size, true)).map(base64)
      const [before, now] = [await head(older), await head(size)]
      expect([older, size, await grownFrom(before, now, proof)]).toEqual([older, size, true])
      expect(await grownFrom({ ...before, root: other }, now, proof)).toBe(false)
      expect(await grownFrom(before, { ...now, root: other }, proof)).toBe(false)
      expect(await grownFrom(before, now, [...proof, base64(other)])).toBe(false)
      if (proof.length > 0) expect(await grownFrom(before, now, proof.slice(1))).toBe(false)
    }
})

test('a head that is longer, or of nothing, is no beginning', async () => {
  expect(await grownFrom(await head(4), await head(3), [])).toBe(false)
  expect(await grownFrom({ size: 0, root: await root(0, 1) }, await head(3), [])).toBe(false)
})
