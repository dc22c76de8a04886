#!/usr/bin/env node
// How fast the pages' scanner is under Node's engine: `node bench/scan-wasm.mjs FILE [rounds]`; needs `make wasm`.
// The file is read once, so that the disk is not measured. The first round includes the engine's own compiling; on a
// busy machine the CPU seconds are the figure to trust.
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const web = join(import.meta.dirname, '../web')
const [path, rounds = '3'] = process.argv.slice(2)
if (!path) {
  console.error('usage: node bench/scan-wasm.mjs FILE [rounds]')
  process.exit(2)
}
const { runnerImport } = await import(createRequire(join(web, 'package.json')).resolve('vite'))
const options = { root: web, configFile: false, logLevel: 'error' }
const { module: glue } = await runnerImport(join(web, 'core/scanner/module.ts'), options)

const code = readFileSync(join(web, 'dist-wasm/coffer_scan.wasm'))
const kb = bytes => Math.round(bytes / 1000)
console.log(`module: ${kb(code.length)} kB, ${kb(gzipSync(code, { level: 9 }).length)} kB gzipped`)
const scanner = await glue.ScannerModule.start(await WebAssembly.compile(code))
const file = readFileSync(path)
const megabytes = statSync(path).size / 1e6

for (let round = 0; round < Number(rounds); round++) {
  let at = 0
  let findings = 0
  const started = performance.now()
  const startedCpu = process.cpuUsage()
  scanner.scan({
    key: new Uint8Array(32).fill(1),
    name: basename(path),
    read: most => {
      const part = file.subarray(at, at + most)
      at += part.length
      return part
    },
    progress: () => true,
    lines: lines => {
      findings = glue.parseLines(lines).file?.findings ?? findings
    },
  })
  const seconds = (performance.now() - started) / 1000
  const cpu = process.cpuUsage(startedCpu)
  const cpuSeconds = (cpu.user + cpu.system) / 1e6
  const memory = Math.round(scanner.memoryBytes / (1 << 20))
  const speed = `${(megabytes / seconds).toFixed(0)} MB/s, ${(megabytes / cpuSeconds).toFixed(0)} MB per CPU second`
  console.log(`${speed}, ${findings} findings, ${memory} MiB of memory`)
}
