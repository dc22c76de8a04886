import { useEffect, useMemo, useReducer } from 'preact/hooks'
import { Checker, type Scan } from '../../core/checker'
import { API, ApiError } from '../../core/client'
import { content } from '../../core/content'
import type { Picked } from '../../core/entries'
import { Keeper } from '../../core/keep'
import { type Item, UploadQueue } from '../../core/queue'
import type { Finding } from '../../core/scanner/module'
import type { LinkInfo, List, SentFile } from '../../core/types'
import { Visit } from '../../core/visit'
import { client, headers, token } from './link'

// Absent where the module could not be built: the page works without.
const MODULES = import.meta.glob<string>('../../dist-wasm/coffer_scan.wasm', {
  query: '?url',
  import: 'default',
})
/** The scanner is fetched when the browser has nothing else to do, or after this long. */
const IDLE_MS = 2_000

/** Everything this page does with files: the list, the check, the choices, the transfers. */
export class Sending {
  readonly queue: UploadQueue
  readonly checker: Checker
  /** Known once the link is open. */
  visit: Visit | undefined
  /** How many files were left out because an earlier visit sent them. */
  leftOut = 0
  readonly #changed: () => void
  readonly #visited: Promise<Visit>
  #visit!: (visit: Visit) => void

  constructor(changed: () => void, passLost: () => void) {
    this.#changed = () => {
      this.visit?.save(this.queue.items, this.checker)
      changed()
    }
    this.#visited = new Promise(done => {
      this.#visit = done
    })
    // The transfer code is fetched while the reader is still looking at the first step.
    const loaded = import('../../core/tus').then(({ tusTransfers }) => tusTransfers(headers))
    this.queue = new UploadQueue({
      open: (item, body, upload, events) => {
        const transfer = loaded.then(open => open(item, body, upload, events))
        return {
          start: () => void transfer.then(it => it.start()),
          stop: discard => transfer.then(it => it.stop(discard)),
        }
      },
      prepare: item => this.#prepare(item),
      listSent: async () => (await client.get<List<SentFile>>('/link/files')).items,
      discard: discardUpload,
      changed: () => this.#changed(),
      passLost,
    })
    this.checker = new Checker({
      scan: this.#visited.then(scanner),
      changed: () => this.#changed(),
      ended: id => void this.queue.reconsider([id]),
    })
  }

  /** The link is open: reads what earlier visits left, and begins to fetch the scanner. */
  async open(link: LinkInfo): Promise<void> {
    if (this.visit) return
    this.visit = await Visit.open(new Keeper(token), Date.parse(link.expires))
    this.#visit(this.visit)
  }

  /** Returns how many are new in the list. */
  add(picked: Picked[], answers?: number): number {
    const fresh = picked.filter(each => !this.visit?.arrived(each))
    this.leftOut += picked.length - fresh.length
    const count = this.queue.add(fresh, each => answers ?? this.visit?.answers(each))
    this.checker.add(this.queue.items, item => this.visit?.choices(item as Item))
    return count
  }

  remove(ids: number[]): void {
    const gone = new Set(ids)
    this.visit?.forget(this.queue.items.filter(item => gone.has(item.id)).map(item => item.path))
    this.checker.forget(ids)
    this.queue.remove(ids)
  }

  /** Keeps these findings of an item, or blacks them out. */
  keep(item: Item, findings: Iterable<Finding>, keep: boolean): void {
    this.checker.of(item.id)?.review?.keep(findings, keep)
    void this.queue.reconsider([item.id])
    this.#changed()
  }

  /** Sends these although not all in them can be blacked out. */
  sendBeyond(items: readonly Item[], send: boolean): void {
    for (const item of items) {
      const review = this.checker.of(item.id)?.review
      if (review) review.sendBeyond = send
    }
    this.#changed()
  }

  async #prepare(item: Item) {
    const review = this.checker.of(item.id)?.review
    try {
      const body = await content(item.file, review?.replacements() ?? [], token)
      return review ? { ...body, check: { blackedOut: review.blackedOut, kept: review.kept } } : body
    } catch {
      throw new ApiError({ status: 0, code: 'file_unreadable' })
    }
  }
}

async function scanner({ key }: Visit): Promise<Scan> {
  await idle()
  const [url, { Scanner }] = await Promise.all([Object.values(MODULES)[0]?.(), import('../../core/scanner')])
  if (!url) throw new Error('this server has no scanner for browsers')
  const loaded = await Scanner.load(url)
  return (file, options) => loaded.scan(file, { ...options, key })
}

function idle(): Promise<void> {
  return new Promise(done => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => done(), { timeout: IDLE_MS })
    else setTimeout(done, 0)
  })
}

async function discardUpload(upload: string): Promise<void> {
  const response = await fetch(`${API}/uploads/${upload}`, {
    method: 'DELETE',
    headers: { 'Tus-Resumable': '1.0.0', ...headers() },
  }).catch(() => undefined)
  // Gone already is as good.
  if (!response) throw new ApiError({ status: 0, code: 'offline' })
}

/** The one list of this page; draws again at most once per frame while it changes. */
export function useSending(passLost: () => void): Sending {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const sending = useMemo(() => {
    let pending = false
    const changed = () => {
      if (pending) return
      pending = true
      requestAnimationFrame(() => {
        pending = false
        redraw(undefined)
      })
    }
    return new Sending(changed, passLost)
  }, [passLost])
  useEffect(() => {
    const online = () => sending.queue.retry()
    const hidden = () => void sending.visit?.flush()
    addEventListener('online', online)
    addEventListener('pagehide', hidden)
    return () => {
      removeEventListener('online', online)
      removeEventListener('pagehide', hidden)
    }
  }, [sending])
  return sending
}
