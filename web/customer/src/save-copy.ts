import { Pieces, type Replacement } from '../../core/pieces'

const STEP_BYTES = 8 << 20
/** Long enough for the browser to have begun reading. */
const REVOKE_MS = 60_000

/** Saves what would be sent, so that its sender can look at it first. */
export async function saveCopy(file: File, replacements: readonly Replacement[]): Promise<void> {
  const pieces = new Pieces(file, replacements)
  const parts: Blob[] = []
  for (let at = 0; at < pieces.size; at += STEP_BYTES)
    parts.push(new Blob([await pieces.slice(at, at + STEP_BYTES)]))
  save(new Blob(parts, { type: 'application/octet-stream' }), file.name)
}

/** Hands a file to the browser's downloads. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS)
}
