// Decides what a screen reader is told during a transfer: the start, each quarter, the end, and
// nothing twice within ten seconds except the end.

const QUIET_MS = 10_000

export type Milestone = 'started' | '25' | '50' | '75'

export class Milestones {
  #reached = -1
  #spoken = Number.NEGATIVE_INFINITY

  /** `done` in 0..1, `now` in milliseconds. */
  next(done: number, now: number): Milestone | undefined {
    const quarter = Math.min(3, Math.floor(done * 4))
    if (quarter <= this.#reached || done >= 1 || now - this.#spoken < QUIET_MS) return undefined
    this.#reached = quarter
    this.#spoken = now
    return quarter === 0 ? 'started' : (String(quarter * 25) as Milestone)
  }
}

/** Smooths transfer speed over a few seconds. */
export class Speed {
  readonly #samples: { at: number; bytes: number }[] = []

  add(bytes: number, now: number): void {
    this.#samples.push({ at: now, bytes })
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > 8_000) this.#samples.shift()
  }
  clear(): void {
    this.#samples.length = 0
  }
  /** Bytes a second, once two seconds are known. */
  get(): number | undefined {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.at - first.at < 2_000) return undefined
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1000)
  }
}
