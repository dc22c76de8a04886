// The list of files to send: three at once, resuming, retrying with growing pauses, pausing.
// Knows nothing of HTTP; `tus.ts` is the real transfer.
import { ApiError } from './client'
import type { Content } from './content'
import type { Picked } from './entries'
import type { SentFile } from './types'

export type ItemState = 'ready' | 'waiting' | 'sending' | 'paused' | 'retrying' | 'failed' | 'received'

export interface Item {
  readonly id: number
  readonly file: File
  readonly path: string
  /** Bytes to send: those of the file until its content is prepared. */
  size: number
  state: ItemState
  /** Bytes sent, as far as known here. */
  sent: number
  /** When the next try starts, while `retrying`; milliseconds. */
  retryAt?: number
  error?: ApiError
  /** Which of what the link asks for it answers, counted from 1. */
  answers?: number
  /** The file it became. */
  fileId?: string
  /** By what its content is known again, once it was prepared. */
  print?: string
  /** An upload of this name is unfinished, of the same content or of another. */
  continues?: 'same' | 'other'
}

export interface Transfer {
  start(): void
  /** `discard` also deletes what the server holds. */
  stop(discard: boolean): Promise<void>
}

export interface TransferEvents {
  progress(sent: number): void
  done(fileId: string | undefined): void
  failed(error: ApiError): void
}

/** `upload` names an unfinished upload to continue. */
export type OpenTransfer = (
  item: Item,
  content: Content,
  upload: string | undefined,
  events: TransferEvents,
) => Transfer

export interface QueueOptions {
  open: OpenTransfer
  /** What is sent of a file. */
  prepare(item: Item): Promise<Content>
  /** Deletes an unfinished upload that nothing will continue. */
  discard(upload: string): Promise<void>
  /** What the server holds for this link. */
  listSent(): Promise<SentFile[]>
  changed(): void
  /** The pass has ended: everything is paused and a new code is needed. */
  passLost(): void
  now?(): number
  random?(): number
}

const AT_ONCE = 3
export const RETRY_SECONDS = [0, 1, 3, 8, 20, 60] as const
const RETRY_STATUS = new Set([0, 408, 409, 423, 425, 429, 460, 500, 502, 503, 504])
const FINAL_CODES = new Set(['link_exhausted', 'link_expired', 'link_withdrawn', 'file_unreadable'])

export class UploadQueue {
  readonly items: Item[] = []
  paused = false
  sending = false
  readonly #options: QueueOptions
  readonly #transfers = new Map<number, Transfer>()
  readonly #attempts = new Map<number, number>()
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  /** Which item continues which upload. */
  readonly #claims = new Map<number, string>()
  #listing: Promise<SentFile[]> | undefined
  #unfinished = new Map<string, SentFile>()
  #arrived = new Map<string, SentFile>()
  #nextId = 1

  constructor(options: QueueOptions) {
    this.#options = options
  }

  get total(): { bytes: number; sent: number; files: number; received: number } {
    let bytes = 0
    let sent = 0
    let received = 0
    for (const item of this.items) {
      bytes += item.size
      sent += item.state === 'received' ? item.size : Math.min(item.sent, item.size)
      if (item.state === 'received') received += 1
    }
    return { bytes, sent, files: this.items.length, received }
  }

  /** All received, or nothing is left that could move by itself. */
  get settled(): boolean {
    return this.items.every(item => item.state === 'received' || item.state === 'failed')
  }

  /** What the server holds for this link. */
  set sent(files: SentFile[]) {
    this.#unfinished = new Map(
      files.filter(file => file.state === 'sending' && file.upload).map(file => [file.name, file]),
    )
    this.#arrived = new Map(
      files
        .filter(file => file.state === 'received' && file.fingerprint)
        .map(file => [`${file.fingerprint}/${file.name}`, file]),
    )
    this.#options.changed()
  }

  /** The file that exactly this content became, if it arrived without the page having noted it. */
  arrived(path: string, print: string): SentFile | undefined {
    return this.#arrived.get(`${print}/${path}`)
  }

  /** Interrupted uploads that no file in the list is named as. */
  get missing(): SentFile[] {
    const here = new Set(this.items.map(item => item.path))
    return [...this.#unfinished.values()].filter(file => !here.has(file.name))
  }

  /** The interrupted upload of this name. */
  begun(path: string): SentFile | undefined {
    return this.#unfinished.get(path)
  }

  /** Finds out whether these files are what was begun under their names. */
  async reconsider(ids: readonly number[]): Promise<void> {
    const wanted = new Set(ids)
    for (const item of this.items.filter(item => wanted.has(item.id) && item.state === 'ready')) {
      const begun = this.begun(item.path)
      delete item.continues
      if (!begun) continue
      const content = await this.#options.prepare(item).catch(() => undefined)
      if (content) item.continues = same(begun, content) ? 'same' : 'other'
    }
    this.#options.changed()
  }

  /** `answers` says which of what the link asks for a file is for; said of a file in the list, it counts as well. */
  add(picked: Picked[], answers: (picked: Picked) => number | undefined = () => undefined): number {
    let added = 0
    const known = new Map(this.items.map(item => [`${item.file.size}/${item.path}`, item]))
    for (const each of picked) {
      const { file, path } = each
      const key = `${file.size}/${path}`
      const item = known.get(key) ?? {
        id: this.#nextId++,
        file,
        path,
        size: file.size,
        state: this.sending ? ('waiting' as const) : ('ready' as const),
        sent: 0,
      }
      const number = answers(each)
      if (number !== undefined) item.answers = number
      if (known.has(key)) continue
      known.set(key, item)
      this.items.push(item)
      added += 1
    }
    this.#options.changed()
    this.#pump()
    return added
  }

  /** Puts files that were not begun to what they are for. */
  answer(ids: readonly number[], answers: number | undefined): void {
    for (const item of this.items.filter(item => ids.includes(item.id))) {
      if (answers === undefined) delete item.answers
      else item.answers = answers
    }
    this.#options.changed()
  }

  remove(ids: readonly number[]): void {
    const gone = new Set(ids)
    const keep: Item[] = []
    for (const item of this.items) {
      if (gone.has(item.id) && item.state !== 'received') this.#drop(item)
      else keep.push(item)
    }
    this.items.splice(0, this.items.length, ...keep)
    this.#options.changed()
    this.#pump()
  }

  /** Forgets finished files, for sending more. */
  clearReceived(): void {
    const keep = this.items.filter(item => item.state !== 'received')
    this.items.splice(0, this.items.length, ...keep)
    this.sending = false
    for (const item of keep) if (item.state === 'failed') item.state = 'ready'
    this.#options.changed()
  }

  send(): void {
    this.sending = true
    this.paused = false
    this.#listing = undefined
    for (const item of this.items) if (item.state === 'ready') item.state = 'waiting'
    this.#options.changed()
    this.#pump()
  }

  pause(): void {
    this.paused = true
    for (const item of this.items) {
      if (item.state !== 'sending' && item.state !== 'retrying' && item.state !== 'waiting') continue
      this.#clearTimer(item)
      void this.#transfers.get(item.id)?.stop(false)
      item.state = 'paused'
    }
    this.#options.changed()
  }

  resume(): void {
    this.paused = false
    for (const item of this.items) if (item.state === 'paused') item.state = 'waiting'
    this.#options.changed()
    this.#pump()
  }

  /** Tries now what waits for its next try or has failed; all of it, or one item. */
  retry(id?: number): void {
    for (const item of this.items) {
      if (id !== undefined && item.id !== id) continue
      if (item.state !== 'retrying' && !(item.state === 'failed' && id !== undefined)) continue
      this.#clearTimer(item)
      this.#attempts.delete(item.id)
      item.state = 'waiting'
    }
    this.#pump()
  }

  /** Stops everything not yet received and deletes the sent part. */
  cancel(): void {
    this.remove(this.items.map(item => item.id))
    this.sending = this.items.length > 0
    this.paused = false
    this.#options.changed()
  }

  #pump(): void {
    if (this.paused || !this.sending) return
    let busy = this.items.filter(item => item.state === 'sending' || item.state === 'retrying').length
    for (const item of this.items) {
      if (busy >= AT_ONCE) break
      if (item.state !== 'waiting') continue
      item.state = 'sending'
      delete item.error
      busy += 1
      void this.#start(item)
    }
    this.#options.changed()
  }

  async #start(item: Item): Promise<void> {
    let transfer = this.#transfers.get(item.id)
    if (!transfer) {
      // An earlier try or an earlier visit may have begun this file: ask before beginning it again.
      let content: Content
      let begun: SentFile | undefined
      try {
        content = await this.#options.prepare(item)
        this.#listing ??= this.#options.listSent()
        this.sent = await this.#listing
        item.print = content.fingerprint
        const arrived = this.arrived(item.path, content.fingerprint)
        if (arrived && item.state === 'sending') {
          item.size = content.size
          this.#received(item, arrived.id)
          return
        }
        begun = this.#unclaimed(item.path)
        if (begun?.upload && !same(begun, content)) {
          // Another content of this name: nothing will continue it, unless it is the namesake in the list.
          if (this.items.every(other => other === item || other.path !== item.path))
            await this.#options.discard(begun.upload)
          begun = undefined
        }
      } catch (error) {
        this.#failed(item, error instanceof ApiError ? error : new ApiError({ status: 0, code: 'offline' }))
        return
      }
      if (item.state !== 'sending') return
      item.size = content.size
      item.sent = begun?.offset ?? 0
      const upload = begun?.upload ?? undefined
      if (upload) this.#claims.set(item.id, upload)
      transfer = this.#options.open(item, content, upload, {
        progress: sent => {
          if (sent > item.sent) this.#attempts.delete(item.id)
          item.sent = sent
          this.#options.changed()
        },
        done: fileId => this.#received(item, fileId),
        failed: error => this.#failed(item, error),
      })
      this.#transfers.set(item.id, transfer)
    }
    transfer.start()
  }

  #received(item: Item, fileId: string | undefined): void {
    item.state = 'received'
    item.sent = item.size
    if (fileId) item.fileId = fileId
    this.#transfers.delete(item.id)
    this.#options.changed()
    this.#pump()
  }

  #unclaimed(path: string): SentFile | undefined {
    const begun = this.begun(path)
    return begun?.upload && ![...this.#claims.values()].includes(begun.upload) ? begun : undefined
  }

  #failed(item: Item, error: ApiError): void {
    if (item.state !== 'sending') return
    item.error = error
    // What the server holds may have changed without an answer reaching this page.
    this.#listing = undefined
    if (error.code === 'pass_required') {
      this.pause()
      this.#options.passLost()
      return
    }
    if (!RETRY_STATUS.has(error.status) || FINAL_CODES.has(error.code)) {
      item.state = 'failed'
      this.#transfers.delete(item.id)
      this.#claims.delete(item.id)
      this.#options.changed()
      this.#pump()
      return
    }
    const attempt = this.#attempts.get(item.id) ?? 0
    this.#attempts.set(item.id, attempt + 1)
    const seconds = error.retryAfter ?? RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length - 1)] ?? 60
    const random = this.#options.random ?? Math.random
    const wait = seconds * 1000 * (0.8 + 0.4 * random())
    item.state = 'retrying'
    item.retryAt = (this.#options.now ?? Date.now)() + wait
    this.#timers.set(
      item.id,
      setTimeout(() => {
        this.#clearTimer(item)
        item.state = 'waiting'
        this.#pump()
      }, wait),
    )
    this.#options.changed()
  }

  #clearTimer(item: Item): void {
    clearTimeout(this.#timers.get(item.id))
    this.#timers.delete(item.id)
    delete item.retryAt
  }

  #drop(item: Item): void {
    this.#clearTimer(item)
    void this.#transfers.get(item.id)?.stop(true)
    this.#transfers.delete(item.id)
    this.#claims.delete(item.id)
    item.state = 'ready'
  }
}

/** An upload begun elsewhere has no fingerprint: then the length has to do. */
function same(begun: SentFile, content: Content): boolean {
  return begun.fingerprint ? begun.fingerprint === content.fingerprint : begun.bytes === content.size
}
