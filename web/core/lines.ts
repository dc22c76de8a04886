// Keeps blocks of a member's lines near what is on screen.
import type { Line, Lines } from './types'

export const BLOCK = 512
const KEEP = 64

export type FetchLines = (from: number, count: number) => Promise<Lines>

export class LineStore {
  readonly #fetch: FetchLines
  readonly #changed: () => void
  // Insertion order is use order: the oldest goes first.
  readonly #blocks = new Map<number, Line[]>()
  readonly #waiting = new Set<number>()
  /** The rows asked for last: what could not be loaded at once is loaded when an answer has come. */
  #wanted: [first: number, end: number] | undefined
  total: number | undefined
  error: unknown

  constructor(fetch: FetchLines, changed: () => void) {
    this.#fetch = fetch
    this.#changed = changed
  }

  /** Line `number` (from 1), if it is here. */
  get(number: number): Line | undefined {
    const block = Math.floor((number - 1) / BLOCK)
    return this.#blocks.get(block)?.[(number - 1) % BLOCK]
  }

  /** Loads what rows `first..end` (from 0) need, and one block ahead on each side. */
  want(first: number, end: number): void {
    this.#wanted = [first, end]
    const from = Math.floor(first / BLOCK)
    const to = Math.floor(Math.max(first, end - 1) / BLOCK)
    for (let block = from; block <= to; block += 1) this.#load(block)
    this.#load(to + 1)
    this.#load(from - 1)
  }

  retry(): void {
    this.error = undefined
    this.#changed()
  }

  #load(block: number): void {
    if (block < 0 || this.#waiting.has(block) || this.error !== undefined) return
    if (this.total !== undefined && block * BLOCK >= Math.max(1, this.total)) return
    if (this.total === undefined && this.#waiting.size > 0) return
    const held = this.#blocks.get(block)
    if (held) {
      this.#blocks.delete(block)
      this.#blocks.set(block, held)
      return
    }
    this.#waiting.add(block)
    this.#fetch(block * BLOCK + 1, BLOCK)
      .then(
        answer => {
          this.total = answer.total
          this.#blocks.set(block, answer.lines)
          for (const old of this.#blocks.keys()) {
            if (this.#blocks.size <= KEEP) break
            this.#blocks.delete(old)
          }
        },
        (error: unknown) => {
          this.error = error
        },
      )
      .finally(() => {
        this.#waiting.delete(block)
        if (this.#wanted) this.want(...this.#wanted)
        this.#changed()
      })
  }
}
