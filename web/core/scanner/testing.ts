// What the tests of the scanner read from the disk.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')
export const SAMPLE = join(import.meta.dirname, 'sample.log')
const MODULE = join(ROOT, 'web/dist-wasm/coffer_scan.wasm')

/** The built module's bytes; `null`, said loudly, where it could not be built. */
export function builtModule(): Uint8Array<ArrayBuffer> | null {
  if (existsSync(MODULE)) return new Uint8Array(readFileSync(MODULE))
  process.stderr.write('SKIPPED: the scanner module is not built here (make wasm says why)\n')
  return null
}
