import { Pieces, type Replacement } from '../../core/pieces'
import { save } from '../../core/save'

const STEP_BYTES = 8 << 20

/** Saves what would be sent, so that its sender can look at it first. */
export async function saveCopy(file: File, replacements: readonly Replacement[]): Promise<void> {
  const pieces = new Pieces(file, replacements)
  const parts: Blob[] = []
  for (let at = 0; at < pieces.size; at += STEP_BYTES)
    parts.push(new Blob([await pieces.slice(at, at + STEP_BYTES)]))
  save(new Blob(parts, { type: 'application/octet-stream' }), file.name)
}
