// One visit to a link, and what it knows of the visits before: what is still to be sent, and what was chosen.
import type { Checker } from './checker'
import type { Picked } from './entries'
import type { Keeper, KeptFile } from './keep'
import type { Item } from './queue'
import type { Choices } from './review'

const PSEUDONYM_KEY_BYTES = 32
/** The list is written at most this often. */
const WRITE_MS = 1_000

export class Visit {
  /** The key of the pseudonyms. */
  readonly key: Uint8Array<ArrayBuffer>
  readonly #keeper: Keeper
  readonly #until: number
  readonly #before: Map<string, KeptFile>
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsaved: (() => Promise<void>) | undefined

  private constructor(keeper: Keeper, until: number, key: Uint8Array<ArrayBuffer>, files: KeptFile[]) {
    this.#keeper = keeper
    this.#until = until
    this.key = key
    this.#before = new Map(files.map(file => [file.path, file]))
  }

  /** `until` is when the link ends. */
  static async open(keeper: Keeper, until: number): Promise<Visit> {
    const kept = await keeper.read()
    const key = kept?.key ?? crypto.getRandomValues(new Uint8Array(PSEUDONYM_KEY_BYTES))
    return new Visit(keeper, until, key, kept?.files ?? [])
  }

  /** What was chosen on an earlier visit, has not arrived, and is not in the list. */
  missing(items: readonly Item[]): KeptFile[] {
    const here = new Set(items.map(item => item.path))
    return [...this.#before.values()].filter(file => !file.received && !here.has(file.path))
  }

  /** Whether exactly this file arrived on an earlier visit. */
  arrived({ file, path }: Picked): boolean {
    const known = this.#known(path, file)
    return known?.received === true
  }

  answers({ file, path }: Picked): number | undefined {
    return this.#known(path, file)?.answers
  }

  choices({ file, path }: Item): Choices | undefined {
    return this.#known(path, file)?.choices
  }

  /** Does not expect these any more. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) this.#before.delete(path)
  }

  /** Writes the list soon: for the next visit, should this one end unforeseen. */
  save(items: readonly Item[], checker: Checker): void {
    this.#unsaved = () => this.#write(items, checker)
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_MS)
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const write = this.#unsaved
    this.#unsaved = undefined
    await write?.()
  }

  #write(items: readonly Item[], checker: Checker): Promise<void> {
    for (const item of items) {
      const review = checker.of(item.id)?.review
      const choices = review ? review.choices() : this.choices(item)
      this.#before.set(item.path, {
        path: item.path,
        size: item.file.size,
        changed: item.file.lastModified,
        ...(choices && (choices.kept.length > 0 || choices.beyond) ? { choices } : {}),
        ...(item.answers === undefined ? {} : { answers: item.answers }),
        ...(item.print === undefined ? {} : { print: item.print }),
        ...(item.state === 'received' ? { received: true } : {}),
      })
    }
    const files = [...this.#before.values()]
    // With everything there, nothing has to be known any more.
    if (files.every(file => file.received)) return this.#keeper.write(undefined)
    return this.#keeper.write({ until: this.#until, key: this.key, files })
  }

  #known(path: string, file: File): KeptFile | undefined {
    const known = this.#before.get(path)
    return known && known.size === file.size && known.changed === file.lastModified ? known : undefined
  }
}
