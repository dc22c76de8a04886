// Not a test: how the viewer does on a log of 20 million lines. Figures stand beside their goals; nothing fails for being slow.

import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { enrol, expect, test } from './fixtures'

const LINES = Number(process.env.COFFER_BENCH_LINES ?? 20_000_000)
const JUMPS = 40
const START = Date.parse('2026-11-23T00:00:00Z')
/** Once in so many lines something else than the usual happens. */
const RARE = 100_003

/** Line `at`, from 1: about a hundred bytes, as a payment service would write them. */
function line(at: number): string {
  const time = new Date(START + at * 4).toISOString()
  if (at % RARE === 0)
    return `${time} ERROR [pay-worker-${at % 8}] needle ${at}: timeout acquiring a connection from the pool`
  return `${time} INFO  [pay-worker-${at % 8}] order ${String(at).padStart(9, '0')} authorised in ${100 + (at % 900)} ms, all is well there`
}

async function generate(path: string): Promise<void> {
  const out = createWriteStream(path)
  for (let from = 1; from <= LINES; from += 20_000) {
    let text = ''
    for (let at = from; at < Math.min(from + 20_000, LINES + 1); at += 1) text += `${line(at)}\n`
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Does something in the page, and says how many milliseconds pass until line `wanted` is there with its text. */
function untilShown(page: Page, act: string, wanted: number, text: string): Promise<number> {
  return page.evaluate(
    ({ act, wanted, text }) =>
      new Promise<number>(done => {
        const begun = performance.now()
        const look = () => {
          const row = document.querySelector(`#line-${wanted} .text`)
          if (row?.textContent?.includes(text)) done(performance.now() - begun)
          else requestAnimationFrame(look)
        }
        if (act === 'open') document.querySelector<HTMLElement>('.row-link')?.click()
        else {
          const field = document.querySelector<HTMLInputElement>('#go-to')
          if (field) field.value = String(wanted)
          field?.form?.requestSubmit()
        }
        look()
      }),
    { act, wanted, text },
  )
}

const figures: [what: string, measured: string, goal: string][] = []
const ms = (value: number) => `${Math.round(value)} ms`

test('a log of 20 million lines', async ({ page, coffer }) => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-'))
  try {
    const path = join(folder, 'large.log')
    await generate(path)
    const bytes = statSync(path).size
    const agent = await coffer.member('Priya Nair', 'Support')
    const { id, reference } = await coffer.case(agent, 'Payment service restarts')
    const sent = performance.now()
    const file = await coffer.deliverFile(agent, reference, path)
    const received = performance.now() - sent
    figures.push(['file', `${(bytes / 1e9).toFixed(2)} GB, ${LINES} lines`, ''])
    figures.push(['sent and checked', `${(received / 1000).toFixed(1)} s`, ''])
    rmSync(path)

    await enrol(page, coffer, agent)
    await page.goto(`${coffer.url}/app/cases/${id}`)
    await expect(page.getByRole('link', { name: 'large.log' })).toBeVisible()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('HeapProfiler.enable')
    let rows = 0
    let heap = 0
    const look = async () => {
      rows = Math.max(rows, await page.locator('.lines [role=row]').count())
      heap = Math.max(heap, (await devtools.send('Runtime.getHeapUsage')).usedSize)
    }
    figures.push([
      'first lines after the click',
      ms(await untilShown(page, 'open', 1, line(1).slice(-30))),
      '1000 ms',
    ])
    await look()
    // The first time the server reads the report and the key; the page is loaded. By the address, nothing is.
    const cold = performance.now()
    await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
    await page
      .locator('#line-1 .text')
      .filter({ hasText: line(1).slice(-30) })
      .waitFor()
    figures.push(['first lines by the address', ms(performance.now() - cold), '1000 ms'])

    const jumps: number[] = []
    for (let at = 1; at <= JUMPS; at += 1) {
      // Spread over the whole, in no order: none is near the one before.
      const wanted = 1 + ((at * 7_919_011) % LINES)
      jumps.push(await untilShown(page, 'jump', wanted, line(wanted).slice(-30)))
      await look()
    }
    jumps.sort((one, other) => one - other)
    figures.push(['jump to any line, median', ms(jumps[JUMPS / 2] ?? 0), '300 ms'])
    figures.push(['jump to any line, worst', ms(jumps.at(-1) ?? 0), '300 ms'])

    await page.getByLabel('Search this file').fill('needle \\d+')
    const searched = performance.now()
    await page.getByLabel('Search this file').press('Enter')
    await page.locator('.hits .hit').first().waitFor()
    figures.push(['search, first hit', ms(performance.now() - searched), ''])
    const hits = Math.floor(LINES / RARE)
    await expect(page.getByText(`${hits} hits`, { exact: true })).toBeVisible()
    figures.push([`search, all ${hits} hits`, `${((performance.now() - searched) / 1000).toFixed(1)} s`, ''])
    await look()
    figures.push(['rows in the page, at most', String(rows), '80'])
    figures.push(['heap, at most, before collecting', `${(heap / 1e6).toFixed(1)} MB`, '150 MB'])
    await devtools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devtools.send('Runtime.getHeapUsage')
    figures.push(['heap in use', `${(usedSize / 1e6).toFixed(1)} MB`, '150 MB'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log('\n')
  for (const [what, measured, goal] of figures)
    console.log(`${what.padEnd(34)} ${measured.padStart(26)}${goal && `   goal ${goal}`}`)
})
