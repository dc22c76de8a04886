// Scans files in the browser, in workers, with the same code as the vault. What it finds is a courtesy to the sender:
// the server always scans again.
import { type FileSummary, type Finding, type Progress, ScanError } from './scanner/module'
import type { Reply, Request } from './scanner/serve'
import workerUrl from './scanner/worker?worker&url'

export type { FileSummary, Finding, Progress, ScanProblem, State } from './scanner/module'
export { ScanError } from './scanner/module'

export interface ScanOptions {
  /** 32 bytes from which the pseudonyms are derived. */
  key: Uint8Array
  /** The file's name. */
  name: string
  progress?: (progress: Progress) => void
  /** Aborting ends the worker at once, wherever the scan is. */
  signal?: AbortSignal
}

export interface ScanResult extends FileSummary {
  list: Finding[]
}

/** What of a worker is used here. */
export interface ScanWorker {
  onmessage: ((event: MessageEvent<Reply>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  postMessage(request: Request): void
  terminate(): void
}

export class Scanner {
  #code: WebAssembly.Module
  #startWorker: () => ScanWorker
  #idle: ScanWorker | undefined

  private constructor(code: WebAssembly.Module, startWorker: () => ScanWorker) {
    this.#code = code
    this.#startWorker = startWorker
  }

  /** Compiles the module, given as its bytes or where they are. */
  static async load(from: BufferSource | URL | string, startWorker = appWorker): Promise<Scanner> {
    try {
      const bytes = typeof from === 'string' || from instanceof URL ? await fetched(from) : from
      return new Scanner(await WebAssembly.compile(bytes), startWorker)
    } catch (cause) {
      throw new ScanError('unusable', cause)
    }
  }

  /** Scans one file. Scans that overlap run side by side, each in a worker of its own. */
  scan(blob: Blob, { key, name, progress, signal }: ScanOptions): Promise<ScanResult> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const worker = this.#idle ?? this.#startWorker()
      this.#idle = undefined
      const list: Finding[] = []
      // What a worker said before its end may still be on the way: nobody listens any more.
      const leave = () => {
        worker.onmessage = null
        worker.onerror = null
        signal?.removeEventListener('abort', abort)
      }
      const fail = (reason: unknown) => {
        leave()
        worker.terminate()
        reject(reason)
      }
      const abort = () => fail(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      worker.onerror = event => fail(new ScanError('broken', event))
      worker.onmessage = ({ data }) => {
        if (data.kind === 'progress') progress?.(data.progress)
        else if (data.kind === 'findings') list.push(...data.findings)
        else if (data.kind === 'failed') fail(new ScanError(data.problem))
        else {
          leave()
          this.#rest(worker)
          resolve({ ...data.file, list })
        }
      }
      worker.postMessage({ code: this.#code, blob, key, name })
    })
  }

  /** Ends what waits for the next file. */
  close(): void {
    this.#idle?.terminate()
    this.#idle = undefined
  }

  /** One worker is kept: starting another for each of many small files would cost more than scanning them. */
  #rest(worker: ScanWorker): void {
    if (this.#idle) worker.terminate()
    else this.#idle = worker
  }
}

async function fetched(from: URL | string): Promise<ArrayBuffer> {
  const response = await fetch(from)
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.arrayBuffer()
}

type ScriptUrls = { createScriptURL(url: string): string }
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptUrls): ScriptUrls
}

let trusted: string | undefined

/** The page's policy names one Trusted Types policy, `app-worker`; a policy can be made once. */
function appWorker(): ScanWorker {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const ours: ScriptUrls = { createScriptURL: () => workerUrl }
  trusted ??= (trustedTypes?.createPolicy('app-worker', ours) ?? ours).createScriptURL(workerUrl)
  return new Worker(trusted, { type: 'module' })
}
