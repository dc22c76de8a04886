// The page's side of the scanner module: what `crates/wasm/src/abi.rs` calls and lends. No generated code, no eval;
// a policy needs 'wasm-unsafe-eval' and nothing else. Scans are synchronous: run them in a worker.

/** The version of the interface this file speaks. */
const ABI = 2
const KEY_BYTES = 32

export type State = 'clean' | 'infected' | 'encrypted' | 'too_large' | 'partly_scanned' | 'failed'

/** One piece of sensitive data, without its value. Offsets are bytes of the decoded member. */
export interface Finding {
  /** The way to the member, for showing; empty for the file itself. */
  member: string
  type: string
  rule: string
  confidence: 'certain' | 'likely' | 'possible'
  start: number
  end: number
  line: number
  column: number
  /** It lies within a larger finding, which is the one masked. */
  inner: boolean
  /** It is masked where findings are masked; what is not is only listed. */
  mask: boolean
  /** Line breaks within it, which stay. */
  breaks: number
  pseudonym: string
  why: string[]
}

/** What the last line says about the file as a whole. */
export interface FileSummary {
  state: State
  reason: string | null
  members: number
  findings: number
  /** There were more findings than are listed. */
  dropped: boolean
}

export interface Progress {
  /** Bytes of the file read. */
  read: number
  /** Bytes scanned, after expansion. */
  scanned: number
  members: number
  findings: number
}

/** The next bytes of the file, at most so many; none at its end. */
export type Read = (most: number) => Uint8Array

export interface Job {
  /** 32 bytes from which the case's pseudonyms are derived. */
  key: Uint8Array
  /** The file's name: it names only the content of a compressed stream. */
  name: string
  read: Read
  /** Returns false to stop. */
  progress: (progress: Progress) => boolean
  /** Takes whole JSON lines, many at a time; the bytes are only there during the call. */
  lines: (lines: Uint8Array) => void
}

export type ScanProblem =
  /** The module is not one this page can use. */
  | 'unusable'
  /** The module is busy with too many scans, or the name is too long. */
  | 'refused'
  /** The file could not be read; the cause says why. */
  | 'unreadable'
  /** The scan was told to stop. */
  | 'stopped'
  /** The module broke off and cannot be used again. */
  | 'broken'

export class ScanError extends Error {
  constructor(
    readonly problem: ScanProblem,
    cause?: unknown,
  ) {
    super(`scan: ${problem}`, { cause })
  }
}

interface Exports {
  memory: WebAssembly.Memory
  coffer_abi(): number
  coffer_scanner_new(nameBytes: number): number
  coffer_scanner_input(scanner: number): number
  coffer_scanner_scan(scanner: number): number
}

// By `Status` of the module.
const ENDINGS: (ScanProblem | 'done')[] = ['done', 'stopped', 'unreadable', 'refused', 'unusable']

/** A started module. It may run a scan while another waits for its next bytes. */
export class ScannerModule {
  #exports: Exports
  #jobs = new Map<number, { job: Job; cause?: unknown }>()
  #broken = false

  private constructor(exports: Exports) {
    this.#exports = exports
  }

  static async start(code: WebAssembly.Module): Promise<ScannerModule> {
    let started: ScannerModule | undefined
    const running = (): ScannerModule => {
      if (!started) throw new ScanError('unusable')
      return started
    }
    const instance = await WebAssembly.instantiate(code, {
      coffer: {
        host_read: (scanner: number, at: number, bytes: number) => running().#read(scanner, at, bytes),
        host_progress: (scanner: number, read: number, scanned: number, members: number, findings: number) =>
          running().#progress(scanner, { read, scanned, members, findings }),
        host_lines: (scanner: number, at: number, bytes: number) => running().#lines(scanner, at, bytes),
      },
    }).catch(cause => {
      throw new ScanError('unusable', cause)
    })
    const exports = instance.exports as unknown as Exports
    if (typeof exports.coffer_abi !== 'function' || exports.coffer_abi() !== ABI)
      throw new ScanError('unusable')
    started = new ScannerModule(exports)
    return started
  }

  /** Bytes of memory the module holds; it never gives any back. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength
  }

  /** Scans one file; throws a `ScanError` unless it comes to the end. */
  scan(job: Job): void {
    if (this.#broken) throw new ScanError('broken')
    if (job.key.length !== KEY_BYTES) throw new ScanError('refused')
    const entry: { job: Job; cause?: unknown } = { job }
    const ending = this.#guarded(entry)
    if (ending !== 'done') throw new ScanError(ending, entry.cause)
    if (entry.cause !== undefined) throw entry.cause
  }

  #guarded(entry: { job: Job; cause?: unknown }): ScanProblem | 'done' {
    const name = new TextEncoder().encode(entry.job.name)
    let scanner = 0
    try {
      scanner = this.#exports.coffer_scanner_new(name.length)
      if (scanner === 0) return 'refused'
      const at = this.#exports.coffer_scanner_input(scanner)
      const input = this.#memory(at, KEY_BYTES + name.length)
      input.set(entry.job.key)
      input.set(name, KEY_BYTES)
      this.#jobs.set(scanner, entry)
      return ENDINGS[this.#exports.coffer_scanner_scan(scanner)] ?? 'unusable'
    } catch (cause) {
      // A trap: nothing inside was put in order.
      this.#broken = true
      entry.cause = cause
      return 'broken'
    } finally {
      this.#jobs.delete(scanner)
    }
  }

  // The module's stack must unwind by returning: nothing below may throw through it.
  #read(scanner: number, at: number, bytes: number): number {
    return this.#lend(scanner, -1, job => {
      const part = job.read(bytes)
      // Only now: another scan within the read may have grown the memory.
      this.#memory(at, bytes).set(part)
      return part.length
    })
  }

  #progress(scanner: number, progress: Progress): number {
    return this.#lend(scanner, 1, job => (job.progress(progress) ? 0 : 1))
  }

  #lines(scanner: number, at: number, bytes: number): void {
    this.#lend(scanner, 0, job => {
      job.lines(this.#memory(at, bytes))
      return 0
    })
  }

  #lend(scanner: number, failed: number, use: (job: Job) => number): number {
    const entry = this.#jobs.get(scanner)
    if (!entry) return failed
    try {
      return use(entry.job)
    } catch (cause) {
      entry.cause ??= cause
      return failed
    }
  }

  /** Made anew each time: growing the memory detaches older views. Addresses above 2 GiB arrive as negative. */
  #memory(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at >>> 0, bytes)
  }
}

/** The findings in a batch of lines, and the summary if it is in it. */
export function parseLines(lines: Uint8Array): { findings: Finding[]; file: FileSummary | null } {
  const findings: Finding[] = []
  let file: FileSummary | null = null
  for (const line of new TextDecoder().decode(lines).split('\n')) {
    if (line === '') continue
    const record: Finding | FileSummary = JSON.parse(line)
    if ('state' in record) file = record
    else findings.push(record)
  }
  return { findings, file }
}
