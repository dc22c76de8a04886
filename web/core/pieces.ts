// A file with parts of it replaced, readable at any offset without ever being made: what is sent in place of the
// original. Sums over the replacements lead from an offset of the copy to one of the file.

export interface Replacement {
  /** Bytes `start..end` of the file … */
  start: number
  end: number
  /** … are this instead; ASCII only. */
  text: string
}

/** The file is read in blocks of this size, so that dense replacements do not become a read each. */
const BLOCK_BYTES = 1 << 20

const ASCII = new TextEncoder()

export class Pieces {
  /** Bytes of the copy. */
  readonly size: number
  readonly #file: Blob
  readonly #replacements: readonly Replacement[]
  /** Where each replacement begins in the copy. */
  readonly #starts: Float64Array
  #block: { at: number; bytes: Uint8Array } | undefined

  /** Replacements must be sorted and must not overlap; one that does is a bug and is refused. */
  constructor(file: Blob, replacements: readonly Replacement[] = []) {
    this.#file = file
    this.#replacements = replacements
    this.#starts = new Float64Array(replacements.length)
    let end = 0
    let shift = 0
    for (const [at, each] of replacements.entries()) {
      if (each.start < end || each.end <= each.start || each.end > file.size)
        throw new RangeError('replacements overlap or lie outside of the file')
      this.#starts[at] = each.start + shift
      shift += each.text.length - (each.end - each.start)
      end = each.end
    }
    this.size = file.size + shift
  }

  /** Bytes `from..to` of the copy. */
  async slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(to, this.size)
    const out = new Uint8Array(Math.max(0, end - from))
    let at = from
    let next = this.#firstAfter(from)
    const before = this.#replacements[next - 1]
    const beforeStart = this.#starts[next - 1]
    let source = from
    if (before && beforeStart !== undefined) {
      const replacedEnd = beforeStart + before.text.length
      if (from < replacedEnd) at += put(out, 0, before.text, from - beforeStart)
      source = before.end + (Math.max(from, replacedEnd) - replacedEnd)
    }
    while (at < end) {
      const replacement = this.#replacements[next]
      const start = this.#starts[next] ?? this.size
      const plain = Math.min(start, end) - at
      await this.#copy(source, out.subarray(at - from, at - from + plain))
      at += plain
      if (at >= end || !replacement) break
      at += put(out, at - from, replacement.text, 0)
      source = replacement.end
      next += 1
    }
    return out
  }

  /** What was put where in the copy, for telling two copies apart. */
  *marks(): Generator<[at: number, text: string]> {
    for (const [index, { text }] of this.#replacements.entries()) yield [this.#starts[index] ?? 0, text]
  }

  /** The first replacement that begins after `offset` of the copy. */
  #firstAfter(offset: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  async #copy(from: number, into: Uint8Array): Promise<void> {
    let done = 0
    while (done < into.length) {
      const at = from + done
      const start = at - (at % BLOCK_BYTES)
      if (this.#block?.at !== start) {
        const part = this.#file.slice(start, start + BLOCK_BYTES)
        this.#block = { at: start, bytes: new Uint8Array(await part.arrayBuffer()) }
      }
      const found = this.#block.bytes.subarray(at - start, at - start + into.length - done)
      if (found.length === 0) throw new Error('the file became shorter')
      into.set(found, done)
      done += found.length
    }
  }
}

/** Writes `text` from its byte `skip` on, as far as there is room; returns how many bytes that were. */
function put(out: Uint8Array, at: number, text: string, skip: number): number {
  const bytes = ASCII.encode(text).subarray(skip, skip + out.length - at)
  out.set(bytes, at)
  return bytes.length
}
