// Whether a ledger has only grown since it had an older head: RFC 9162 section 2.1.4.2.
import { bytes, type Head, hex, sha256 } from './ledger'

/** `proof`: base64, as the server gives it. Numbers may need more than 32 bits: no bit operations. */
export async function grownFrom(older: Head, newer: Head, proof: readonly string[]): Promise<boolean> {
  if (older.size < 1 || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && hex(older.root) === hex(newer.root)
  const path: Uint8Array<ArrayBuffer>[] = []
  for (const each of proof) {
    const hash = bytes(each)
    if (hash?.length !== 32) return false
    path.push(hash)
  }
  // The root of a full tree is not in the proof: whoever asks has it.
  if (isPowerOfTwo(older.size)) path.unshift(older.root)
  const first = path.shift()
  if (!first) return false
  let at = older.size - 1
  let last = newer.size - 1
  while (at % 2 === 1) {
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  let olderRoot = first
  let newerRoot = first
  for (const hash of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      olderRoot = await node(hash, olderRoot)
      newerRoot = await node(hash, newerRoot)
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else newerRoot = await node(newerRoot, hash)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hex(olderRoot) === hex(older.root) && hex(newerRoot) === hex(newer.root)
}

const node = (left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>) =>
  sha256(new Uint8Array([1]), left, right)

function isPowerOfTwo(value: number): boolean {
  let left = value
  while (left % 2 === 0) left /= 2
  return left === 1
}
