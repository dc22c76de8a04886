// Checks entries of the ledger against its signed head, as docs/formats/ledger.md has it. Nothing here is secret; SHA-256
// and Ed25519 are the browser's own.

export interface Proven {
  index: number
  /** The canonical text. */
  entry: string
  /** Base64, from the leaf's sibling upwards. */
  proof: readonly string[]
}

export interface Head {
  size: number
  root: Uint8Array<ArrayBuffer>
}

export type Verdict =
  | { result: 'good'; head: Head }
  /** The browser has no Ed25519. */
  | { result: 'unsupported' }
  /** The signature is not the key's, or an entry is not where it should be. */
  | { result: 'bad'; index?: number }

const ED25519 = 1
const KEY_ID_BYTES = 4
const text = new TextEncoder()

/** Whether all entries are in the tree whose head `log` (a verifier key) signed. */
export async function check(log: string, checkpoint: string, entries: readonly Proven[]): Promise<Verdict> {
  const head = await signedHead(log, checkpoint)
  if (head === 'unsupported') return { result: 'unsupported' }
  if (!head) return { result: 'bad' }
  for (const entry of entries)
    if (!(await included(entry, head))) return { result: 'bad', index: entry.index }
  return { result: 'good', head }
}

/** The head a checkpoint says, if `log` (a verifier key) signed it. */
export async function signedHead(log: string, checkpoint: string): Promise<Head | 'unsupported' | undefined> {
  const [name, id, encoded] = split(log, '+', 3)
  const key = bytes(encoded)
  const end = checkpoint.lastIndexOf('\n\n')
  if (!name || !id || !key || key[0] !== ED25519 || end < 0) return undefined
  const body = checkpoint.slice(0, end + 1)
  const [origin, size, root] = body.split('\n')
  const line = checkpoint
    .slice(end + 2)
    .split('\n')
    .map(each => each.split(' '))
    .find(([, who, value]) => who === name && hex(bytes(value)?.subarray(0, KEY_ID_BYTES)) === id)
  const signature = bytes(line?.[2])?.subarray(KEY_ID_BYTES)
  const hash = bytes(root)
  if (origin !== name || !signature || hash?.length !== 32 || !/^(0|[1-9]\d{0,15})$/.test(size ?? ''))
    return undefined
  const computed = await sha256(text.encode(`${name}\n`), key)
  if (hex(computed.subarray(0, KEY_ID_BYTES)) !== id) return undefined
  let publicKey: CryptoKey
  try {
    publicKey = await crypto.subtle.importKey('raw', key.subarray(1), 'Ed25519', false, ['verify'])
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? 'unsupported' : undefined
  }
  const good = await crypto.subtle.verify('Ed25519', publicKey, signature, text.encode(body))
  return good ? { size: Number(size), root: hash } : undefined
}

/** RFC 9162 section 2.1.3.2. Numbers may need more than 32 bits: no bit operations. */
async function included({ index, entry, proof }: Proven, { size, root }: Head): Promise<boolean> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false
  let at = index
  let last = size - 1
  let hash = await sha256(new Uint8Array([0]), text.encode(entry))
  for (const each of proof) {
    const sibling = bytes(each)
    if (sibling?.length !== 32 || last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = await sha256(new Uint8Array([1]), sibling, hash)
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else hash = await sha256(new Uint8Array([1]), hash, sibling)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hex(hash) === hex(root)
}

export async function sha256(...parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()))
}

/** As `split` of most languages: the last part keeps what is left. */
function split(value: string, by: string, parts: number): string[] {
  const all = value.split(by)
  return [...all.slice(0, parts - 1), all.slice(parts - 1).join(by)]
}

export function bytes(base64: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (!base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

export function hex(value: Uint8Array | undefined): string {
  return Array.from(value ?? [], byte => byte.toString(16).padStart(2, '0')).join('')
}
