// Writes .br and .gz beside every text asset of the built pages, so that the server never compresses.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const DIST = join(import.meta.dirname, '../dist')
const TEXT = new Set(['.html', '.js', '.css', '.svg', '.json', '.wasm'])

for (const entry of readdirSync(DIST, { recursive: true })) {
  const file = join(DIST, entry)
  if (entry.includes('.vite') || !statSync(file).isFile() || !TEXT.has(extname(file))) continue
  const body = readFileSync(file)
  writeFileSync(`${file}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }))
}
