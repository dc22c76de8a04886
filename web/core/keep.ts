// The list of files, kept in the browser for the next visit: sealed under the link's token, which the browser does not
// store. Without the link nobody learns from this computer what was sent.
import type { Choices } from './review'

export interface KeptFile {
  path: string
  /** Bytes of the file, as chosen. */
  size: number
  /** When it was last changed; milliseconds. */
  changed: number
  choices?: Choices
  /** Which of what the link asks for it answers. */
  answers?: number
  /** By what the server knows its content again, once it was prepared. */
  print?: string
  /** The server has all of it. */
  received?: true
}

export interface Kept {
  /** When the link ends, and this with it; milliseconds. */
  until: number
  /** The key of the pseudonyms, so that what is sent again is the same. */
  key: Uint8Array<ArrayBuffer>
  files: KeptFile[]
}

const DATABASE = 'coffer'
const STORE = 'lists'
const NONCE_BYTES = 12
const KEY_BYTES = 32

interface Row {
  /** When it may be forgotten. */
  until: number
  sealed: Uint8Array<ArrayBuffer>
}

/** Where sealed lists are; a browser that refuses keeps nothing. */
export interface Shelf {
  get(name: string): Promise<Row | undefined>
  put(name: string, row: Row | undefined): Promise<void>
}

export class Keeper {
  readonly #shelf: Shelf
  readonly #secret: string
  #secrets: Promise<{ name: string; key: CryptoKey }> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(secret: string, shelf: Shelf = browserShelf()) {
    this.#shelf = shelf
    this.#secret = secret
  }

  async read(now = Date.now()): Promise<Kept | undefined> {
    try {
      const { name, key } = await this.#derived()
      const row = await this.#shelf.get(name)
      if (!row || row.until < now) return undefined
      const nonce = row.sealed.subarray(0, NONCE_BYTES)
      const body = row.sealed.subarray(NONCE_BYTES)
      const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, body))
      const { files } = JSON.parse(new TextDecoder().decode(plain.subarray(KEY_BYTES))) as {
        files: KeptFile[]
      }
      return { until: row.until, key: plain.slice(0, KEY_BYTES), files }
    } catch {
      // Storage is off, or the list is of another time: begin without one.
      return undefined
    }
  }

  /** Later calls win, whatever takes longer; `undefined` forgets. */
  write(kept: Kept | undefined): Promise<void> {
    this.#last = this.#last.then(() => this.#write(kept)).catch(() => undefined)
    return this.#last
  }

  async #write(kept: Kept | undefined): Promise<void> {
    const { name, key } = await this.#derived()
    if (!kept) return this.#shelf.put(name, undefined)
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
    const text = new TextEncoder().encode(JSON.stringify({ files: kept.files }))
    const plain = await new Blob([kept.key, text]).arrayBuffer()
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain)
    const sealed = new Uint8Array(await new Blob([nonce, body]).arrayBuffer())
    await this.#shelf.put(name, { until: kept.until, sealed })
  }

  #derived(): Promise<{ name: string; key: CryptoKey }> {
    this.#secrets ??= derived(this.#secret)
    return this.#secrets
  }
}

/** Two values from one secret: a name that says nothing, and a key. */
async function derived(secret: string): Promise<{ name: string; key: CryptoKey }> {
  const text = new TextEncoder()
  const base = await crypto.subtle.importKey('raw', text.encode(secret), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ])
  const way = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: text.encode(`coffer kept list v1 ${info}`),
  })
  const bits = new Uint8Array(await crypto.subtle.deriveBits(way('name'), base, 128))
  const name = Array.from(bits, byte => byte.toString(16).padStart(2, '0')).join('')
  const algorithm = { name: 'AES-GCM', length: 256 }
  return {
    name,
    key: await crypto.subtle.deriveKey(way('key'), base, algorithm, false, ['encrypt', 'decrypt']),
  }
}

function browserShelf(): Shelf {
  let opened: Promise<IDBDatabase> | undefined
  const open = () => {
    opened ??= new Promise((done, fail) => {
      const asked = indexedDB.open(DATABASE, 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => fail(asked.error)
    })
    return opened
  }
  const run = async (
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> => {
    const store = (await open()).transaction(STORE, mode).objectStore(STORE)
    return new Promise((done, fail) => {
      const asked = act(store)
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => fail(asked.error)
    })
  }
  return {
    get: async name => (await run('readonly', store => store.get(name))) as Row | undefined,
    put: async (name, row) => {
      await run('readwrite', store => (row ? store.put(row, name) : store.delete(name)))
    },
  }
}
