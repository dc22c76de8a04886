// The worker's part, apart from the worker itself: takes one file after another and posts what the scan says.
import {
  type FileSummary,
  type Finding,
  type Progress,
  parseLines,
  type Read,
  ScanError,
  ScannerModule,
  type ScanProblem,
} from './module'

export interface Request {
  code: WebAssembly.Module
  blob: Blob
  key: Uint8Array
  name: string
}

export type Reply =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'findings'; findings: Finding[] }
  | { kind: 'done'; file: FileSummary }
  | { kind: 'failed'; problem: ScanProblem }

/** Reading a blob costs a round trip to the browser's own process; the module asks for less at a time. */
const CHUNK_BYTES = 1 << 20

/** Reads a blob in order through `take`, which is FileReaderSync in a worker. */
export function blobRead(blob: Blob, take: (part: Blob) => ArrayBuffer): Read {
  let at = 0
  let held = new Uint8Array(0)
  return most => {
    if (held.length === 0 && at < blob.size) {
      held = new Uint8Array(take(blob.slice(at, at + CHUNK_BYTES)))
      if (held.length === 0) throw new ScanError('unreadable')
      at += held.length
    }
    const part = held.subarray(0, most)
    held = held.subarray(part.length)
    return part
  }
}

export type Serve = (request: Request, post: (reply: Reply) => void) => Promise<void>

/** Answers requests. The module is started once: a worker serves one page, which sends the same code each time. */
export function server(take: (part: Blob) => ArrayBuffer): Serve {
  let started: ScannerModule | undefined
  return async ({ code, blob, key, name }, post) => {
    try {
      started ??= await ScannerModule.start(code)
      let file: FileSummary | null = null
      started.scan({
        key,
        name,
        read: blobRead(blob, take),
        progress: progress => {
          post({ kind: 'progress', progress })
          return true
        },
        lines: lines => {
          const batch = parseLines(lines)
          file = batch.file ?? file
          if (batch.findings.length > 0) post({ kind: 'findings', findings: batch.findings })
        },
      })
      if (!file) throw new ScanError('unusable')
      post({ kind: 'done', file })
    } catch (error) {
      post({ kind: 'failed', problem: error instanceof ScanError ? error.problem : 'broken' })
    }
  }
}
