// @vitest-environment node
// The module and native code say the same, byte for byte.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseLines, ScannerModule } from './module'
import { builtModule, ROOT, SAMPLE } from './testing'

const code = builtModule()
const DEV = join(process.env.COFFER_SCAN_DEV ?? join(ROOT, '../shared/scan-dev'), 'dev/dev.log.xz')
const FIRST_BUILD_MS = 900_000
const BIG = 200 * 1024 * 1024

const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: ROOT, maxBuffer: BIG })
const native = (path: string) =>
  run('cargo', 'run', '--quiet', '--locked', '-p', 'coffer-wasm', '--example', 'findings', '--', path)

/** All lines of a scan that gets at most `chunk` bytes at a time. */
function scanned(module: ScannerModule, path: string, chunk: number): Buffer {
  let left = new Uint8Array(readFileSync(path))
  const out: Buffer[] = []
  module.scan({
    key: new Uint8Array(32).fill(1),
    name: basename(path),
    read: most => {
      const part = left.subarray(0, Math.min(chunk, most))
      left = left.subarray(part.length)
      return part
    },
    progress: () => true,
    lines: lines => out.push(Buffer.from(lines)),
  })
  return Buffer.concat(out)
}

describe.skipIf(!code)('the module', { timeout: 120_000 }, () => {
  let module: ScannerModule
  let folder = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-scan-'))
    module = await ScannerModule.start(await WebAssembly.compile(code ?? new Uint8Array()))
    // Builds the native side.
    native(SAMPLE)
  }, FIRST_BUILD_MS)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('finds in a mixed sample what native code finds, however the bytes arrive', () => {
    const expected = native(SAMPLE)
    const { findings, file } = parseLines(expected)
    expect(findings.length).toBeGreaterThan(8)
    expect(file).toMatchObject({ state: 'clean', findings: findings.length })
    for (const chunk of [1, 7, 4096, 1 << 20]) {
      expect(scanned(module, SAMPLE, chunk).equals(expected), `chunks of ${chunk}`).toBe(true)
    }
  })

  test('walks archives within archives as native code does', () => {
    cpSync(SAMPLE, join(folder, 'a.log'))
    writeFileSync(
      join(folder, 'random.bin'),
      Uint8Array.from({ length: 70_000 }, (_, i) => (i * i * 31) >> 3),
    )
    run('gzip', '-k', join(folder, 'a.log'))
    run('tar', '-C', folder, '-cf', join(folder, 'inner.tar'), 'a.log', 'a.log.gz')
    const path = join(folder, 'bundle.tar.gz')
    run('tar', '-C', folder, '-czf', path, 'inner.tar', 'a.log', 'random.bin')
    const expected = native(path)
    const members = new Set(parseLines(expected).findings.map(finding => finding.member))
    expect(members.size).toBe(3)
    for (const chunk of [1, 1000, 1 << 20]) {
      expect(scanned(module, path, chunk).equals(expected), `chunks of ${chunk}`).toBe(true)
    }
    // Cut short: the same words about what was not read.
    const cut = join(folder, 'cut.tar.gz')
    writeFileSync(cut, readFileSync(path).subarray(0, 3000))
    expect(parseLines(native(cut)).file?.state).toBe('partly_scanned')
    expect(scanned(module, cut, 512).equals(native(cut))).toBe(true)
  })

  test('finds in the development set what native code finds', context => {
    if (!existsSync(DEV)) {
      process.stderr.write('SKIPPED: the development set of the scanner is not on this machine\n')
      context.skip()
    }
    const path = join(folder, 'dev.log')
    writeFileSync(path, run('xz', '-dc', DEV))
    const expected = native(path)
    expect(parseLines(expected).findings.length).toBeGreaterThan(1000)
    for (const chunk of [999, 64 * 1024, 1 << 20]) {
      expect(scanned(module, path, chunk).equals(expected), `chunks of ${chunk}`).toBe(true)
    }
  })
})
