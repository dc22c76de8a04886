// Checks the chosen files on this computer, a few at a time, and holds what was found.
import { type Choices, Review } from './review'
import type { ScanOptions, ScanResult } from './scanner'
import type { Progress } from './scanner/module'

export type CheckState =
  | 'waiting'
  | 'checking'
  | 'done'
  /** The sender did not want to wait. */
  | 'skipped'
  /** The check broke off, or cannot run here. */
  | 'failed'

export interface Check {
  state: CheckState
  /** Bytes of the file read so far. */
  read: number
  review?: Review
}

/** What is checked: an item of the list. */
export interface Checkable {
  readonly id: number
  readonly file: File
}

export type Scan = (file: Blob, options: Omit<ScanOptions, 'key'>) => Promise<ScanResult>

export interface CheckerOptions {
  /** Resolves when the module is there; rejects where it cannot run. */
  scan: Promise<Scan>
  changed(): void
  /** A file's check has ended. */
  ended(id: number): void
}

const AT_ONCE = 2

export class Checker {
  /** Whether the module can be used; unknown until it was tried. */
  usable: boolean | undefined
  readonly #options: CheckerOptions
  readonly #checks = new Map<number, Check>()
  readonly #waiting: Checkable[] = []
  readonly #running = new Map<number, AbortController>()
  readonly #choices = new Map<number, Choices>()
  #scan: Scan | undefined

  constructor(options: CheckerOptions) {
    this.#options = options
    options.scan.then(
      scan => {
        this.#scan = scan
        this.usable = true
        this.#pump()
      },
      () => {
        this.usable = false
        for (const { id } of this.#waiting.splice(0)) this.#end(id, { state: 'failed', read: 0 })
        options.changed()
      },
    )
  }

  of(id: number): Check | undefined {
    return this.#checks.get(id)
  }

  /** `choices` are those of an earlier visit, for the same file. */
  add(items: readonly Checkable[], choices: (item: Checkable) => Choices | undefined): void {
    for (const item of items) {
      if (this.#checks.has(item.id)) continue
      const failed = this.usable === false
      this.#checks.set(item.id, { state: failed ? 'failed' : 'waiting', read: 0 })
      const chosen = choices(item)
      if (chosen) this.#choices.set(item.id, chosen)
      if (failed) this.#options.ended(item.id)
      else this.#waiting.push(item)
    }
    this.#pump()
  }

  /** Does not wait for the check of these. */
  skip(ids: readonly number[]): void {
    this.#stop(ids, id => this.#end(id, { state: 'skipped', read: 0 }))
    this.#pump()
  }

  forget(ids: readonly number[]): void {
    this.#stop(ids, () => undefined)
    for (const id of ids) this.#checks.delete(id)
    this.#pump()
  }

  /** Ends running checks of these, and lets none begin. */
  #stop(ids: readonly number[], then: (id: number) => void): void {
    const gone = new Set(ids)
    const open = new Set([...this.#waiting.map(item => item.id), ...this.#running.keys()])
    const keep = this.#waiting.filter(item => !gone.has(item.id))
    this.#waiting.splice(0, this.#waiting.length, ...keep)
    for (const id of gone) {
      this.#running.get(id)?.abort()
      this.#running.delete(id)
      if (open.has(id)) then(id)
    }
  }

  #pump(): void {
    const scan = this.#scan
    while (scan && this.#running.size < AT_ONCE) {
      const item = this.#waiting.shift()
      if (!item) return
      void this.#run(scan, item)
    }
  }

  async #run(scan: Scan, { id, file }: Checkable): Promise<void> {
    const check: Check = { state: 'checking', read: 0 }
    const stop = new AbortController()
    this.#running.set(id, stop)
    this.#checks.set(id, check)
    const progress = ({ read }: Progress) => {
      check.read = read
      this.#options.changed()
    }
    try {
      const { list, ...summary } = await scan(file, {
        name: file.name,
        progress,
        signal: stop.signal,
      })
      const review = new Review(summary, list)
      const chosen = this.#choices.get(id)
      if (chosen) review.restore(chosen)
      this.#running.delete(id)
      this.#end(id, { state: 'done', read: file.size, review })
    } catch {
      // Stopped from outside: whoever stopped it has said what it is now.
      if (stop.signal.aborted) return
      this.#running.delete(id)
      this.#end(id, { state: 'failed', read: 0 })
    }
    this.#pump()
  }

  #end(id: number, check: Check): void {
    this.#checks.set(id, check)
    this.#options.changed()
    this.#options.ended(id)
  }
}
