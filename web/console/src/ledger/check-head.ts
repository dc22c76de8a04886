// The head this browser checked last is kept, so that the next check can tell whether the ledger was rewritten since.
import { grownFrom } from '../../../core/consistency'
import { bytes, type Head, signedHead } from '../../../core/ledger'
import type { Checkpoint, Consistency } from '../../../core/types'
import { client } from '../api'

export interface Kept {
  log: string
  size: number
  /** Base64. */
  root: string
  time: string
}

export type HeadVerdict =
  | { result: 'good'; size: number; since?: Kept }
  /** Not signed by its key; signed by another key than last time; shorter than, or no continuation of, what was seen. */
  | { result: 'unsupported' | 'signature' | 'key' | 'rewritten' }

const KEPT = 'coffer-ledger-head'

export async function checkHead(): Promise<HeadVerdict> {
  const kept = read(localStorage.getItem(KEPT))
  const verdict = await judge(kept, {
    checkpoint: () => client.get<Checkpoint>('/ledger/checkpoint'),
    consistency: from => client.get<Consistency>('/ledger/consistency', { query: { from } }),
    keep: next => localStorage.setItem(KEPT, JSON.stringify(next)),
  })
  return verdict
}

interface Ways {
  checkpoint(): Promise<Checkpoint>
  consistency(from: number): Promise<Consistency>
  keep(kept: Kept): void
}

/** What is to be said of the head the server shows, by one who kept an older one. */
export async function judge(kept: Kept | undefined, ways: Ways): Promise<HeadVerdict> {
  const shown = await ways.checkpoint()
  if (kept && kept.log !== shown.log) return { result: 'key' }
  if (kept && kept.size > shown.size) return { result: 'rewritten' }
  const grown = kept && (await ways.consistency(kept.size))
  const note = grown?.checkpoint ?? shown.checkpoint
  const head = await signedHead(shown.log, note)
  if (head === 'unsupported') return { result: 'unsupported' }
  if (!head) return { result: 'signature' }
  if (kept && grown) {
    const root = bytes(kept.root)
    const older: Head | undefined = root && { size: kept.size, root }
    if (!older || !(await grownFrom(older, head, grown.proof))) return { result: 'rewritten' }
  }
  ways.keep({
    log: shown.log,
    size: head.size,
    root: btoa(String.fromCharCode(...head.root)),
    time: new Date().toISOString(),
  })
  return { result: 'good', size: head.size, ...(kept ? { since: kept } : {}) }
}

function read(text: string | null): Kept | undefined {
  try {
    const { log, size, root, time } = JSON.parse(text ?? '') as Partial<Kept>
    return log && size && root && time ? { log, size, root, time } : undefined
  } catch {
    return undefined
  }
}
