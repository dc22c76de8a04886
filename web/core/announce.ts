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

/** Passes on what should be heard: what happens by itself at most once in ten seconds, the newest of what waited. */
export class Announcer {
  readonly #say: (text: string) => void
  #spoken = Number.NEGATIVE_INFINITY
  #waiting: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(say: (text: string) => void) {
    this.#say = say
  }

  /** Said at once: an answer to what its hearer just did, or the end. */
  now(text: string, at: number): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = undefined
    this.#spoken = at
    this.#say(text)
  }

  /** Said when there has been quiet for long enough; something newer takes its place meanwhile. */
  later(text: string, at: number): void {
    const wait = this.#spoken + QUIET_MS - at
    if (wait <= 0) {
      this.now(text, at)
      return
    }
    this.#waiting = text
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#waiting !== undefined) this.now(this.#waiting, at + wait)
    }, wait)
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
