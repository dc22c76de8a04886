// The size gate: what a browser loads before each page can be used, gzipped, against the budgets.
// Removes the manifests afterwards: they are not part of what is served.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

const DIST = join(import.meta.dirname, '../dist')
const KB = 1000

// kB gz; `start` names the lazy parts that the first usable state needs as well.
const PAGES = [
  { name: 'customer', dir: 'c', start: ['index.html'], js: 35, css: 10, fonts: 55, all: 62 },
  {
    name: 'console',
    dir: 'app',
    start: ['index.html', 'src/routes/cases.tsx', 'src/routes/shell.tsx'],
    js: 180,
    css: 35,
    fonts: 110,
    all: 320,
  },
]

let failed = false
function line(page, what, bytes, budget) {
  const over = bytes > budget * KB
  failed ||= over
  const kb = (bytes / KB).toFixed(1).padStart(7)
  console.log(`${page.padEnd(9)} ${what.padEnd(22)} ${kb} kB of ${budget} kB${over ? '  OVER BUDGET' : ''}`)
}

for (const page of PAGES) {
  const root = join(DIST, page.dir)
  const manifest = JSON.parse(readFileSync(join(root, '.vite/manifest.json'), 'utf8'))
  const js = new Set()
  const css = new Set()
  const visit = key => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${page.name}: ${key} is not in the build`)
    if (js.has(chunk.file)) return
    js.add(chunk.file)
    for (const file of chunk.css ?? []) css.add(file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const key of page.start) visit(key)
  const gz = files => [...files].reduce((sum, file) => sum + statSync(join(root, `${file}.gz`)).size, 0)
  const assets = readdirSync(join(root, 'assets'))
  const fonts = assets.filter(file => file.endsWith('.woff2') && !file.includes('latin-ext'))
  line(page.name, 'JS before usable, gz', gz(js), page.js)
  // Nobody loads every language.
  const code = assets.filter(file => file.endsWith('.js') && !/^(common|customer|console|office)-/.test(file))
  const all = code.map(file => `assets/${file}`)
  line(page.name, 'JS of all parts, gz', gz(all), page.all)
  line(page.name, 'CSS, gz', gz(css), page.css)
  line(
    page.name,
    'fonts (latin)',
    fonts.reduce((sum, file) => sum + statSync(join(root, 'assets', file)).size, 0),
    page.fonts,
  )
}
// Fetched while idle, after the first step; every browser that can run it takes brotli.
const SCANNER_KB = 695
const scanner = readdirSync(join(DIST, 'c/assets')).filter(file =>
  /^(coffer_scan|worker)-.*\.(wasm|js)$/.test(file),
)
if (scanner.some(file => file.endsWith('.wasm'))) {
  const bytes = scanner.map(file => brotliCompressSync(readFileSync(join(DIST, 'c/assets', file))).length)
  line(
    'customer',
    'scanner, worker, br',
    bytes.reduce((sum, each) => sum + each, 0),
    SCANNER_KB,
  )
}
for (const page of PAGES) rmSync(join(DIST, page.dir, '.vite'), { recursive: true })
process.exitCode = failed ? 1 : 0
