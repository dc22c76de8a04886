import { expect, test } from 'vitest'
import { bytes, sha256 } from '../../../core/ledger'
import { judge, type Kept } from './check-head'

const text = new TextEncoder()
const base64 = (value: Uint8Array) => btoa(String.fromCharCode(...value))

/** A ledger of two entries, signed as the server signs. */
async function signed() {
  const leaf = (at: number) => sha256(new Uint8Array([0, at]))
  const roots = [await leaf(0), await sha256(new Uint8Array([1]), await leaf(0), await leaf(1))]
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const key = new Uint8Array([1, ...raw])
  const id = (await sha256(text.encode('coffer.example\n'), key)).subarray(0, 4)
  const log = `coffer.example+${[...id].map(byte => byte.toString(16).padStart(2, '0')).join('')}+${base64(key)}`
  const checkpoint = async (size: 1 | 2) => {
    const body = `coffer.example\n${size}\n${base64(roots[size - 1] as Uint8Array)}\n`
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, text.encode(body)))
    return `${body}\n— coffer.example ${base64(new Uint8Array([...id, ...signature]))}\n`
  }
  return { log, checkpoint, proof: [base64(await leaf(1))], root: base64(roots[0] as Uint8Array) }
}

async function judged(kept: Partial<Kept> | undefined, proof?: string[]) {
  const ledger = await signed()
  const before = kept && {
    log: ledger.log,
    size: 1,
    root: ledger.root,
    time: '2026-11-23T10:14:05Z',
    ...kept,
  }
  let next: Kept | undefined
  const verdict = await judge(before, {
    checkpoint: async () => ({ log: ledger.log, size: 2, checkpoint: await ledger.checkpoint(2) }),
    consistency: async from => ({
      from,
      to: 2,
      checkpoint: await ledger.checkpoint(2),
      proof: proof ?? ledger.proof,
    }),
    keep: kept => {
      next = kept
    },
  })
  return { result: verdict.result, kept: next?.size }
}

test('the first head is taken if it is signed, the next if the ledger has only grown', async () => {
  expect(await judged(undefined)).toEqual({ result: 'good', kept: 2 })
  expect(await judged({})).toEqual({ result: 'good', kept: 2 })
})

test('another key, a shorter ledger and another beginning are told apart, and none is kept', async () => {
  expect(await judged({ log: 'other+00000000+AA==' })).toEqual({ result: 'key', kept: undefined })
  expect(await judged({ size: 3 })).toEqual({ result: 'rewritten', kept: undefined })
  expect(await judged({ root: base64(new Uint8Array(32)) })).toEqual({ result: 'rewritten', kept: undefined })
  expect(await judged({}, [])).toEqual({ result: 'rewritten', kept: undefined })
  expect(bytes(base64(new Uint8Array(32)))?.length).toBe(32)
})
