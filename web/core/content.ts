// What is sent of a file, and by what it is known again on a later visit.
import { Pieces, type Replacement } from './pieces'

const EDGE_BYTES = 1 << 20

export interface Content {
  size: number
  slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>
  /** Equal for equal content of the same file: over the edges of what is sent, its length, the file's time of change
   * and everything that was blacked out. Keyed, so that it says nothing to whoever reads it elsewhere. */
  fingerprint: string
  /** What the sender did about what was found, if it was checked. */
  check?: { blackedOut: number; kept: number }
}

/** `secret` is the link's token: the same on every visit, unknown to the disk of the server. */
export async function content(
  file: File,
  replacements: readonly Replacement[],
  secret: string,
): Promise<Content> {
  const pieces = new Pieces(file, replacements)
  return {
    size: pieces.size,
    slice: (from, to) => pieces.slice(from, to),
    fingerprint: await fingerprint(pieces, file.lastModified, secret),
  }
}

async function fingerprint(pieces: Pieces, changed: number, secret: string): Promise<string> {
  const text = new TextEncoder()
  const marks: string[] = []
  for (const [at, mark] of pieces.marks()) marks.push(`${at} ${mark}\n`)
  const parts = [
    text.encode(`coffer content v1\n${pieces.size} ${changed}\n`),
    await sha256(text.encode(marks.join(''))),
    await sha256(await pieces.slice(0, EDGE_BYTES)),
    await sha256(await pieces.slice(Math.max(0, pieces.size - EDGE_BYTES), pieces.size)),
  ]
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', text.encode(secret), algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, await new Blob(parts).arrayBuffer())
  return Array.from(new Uint8Array(mac), byte => byte.toString(16).padStart(2, '0')).join('')
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
