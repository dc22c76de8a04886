// Uploads that are cut off, in every way that happens, and what arrives in the end.
import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import { accessible, expect, test } from './fixtures'
import { type Chosen, choose, enterCode, onDisk, openLink } from './sending'

/** Bytes that no compression or confusion of chunks leaves alike. */
function noise(name: string, bytes: number): Chosen {
  const buffer = Buffer.alloc(bytes)
  let state = 1
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    buffer.writeUInt32LE(state, at)
  }
  return { name, buffer }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function network(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const set = (offline: boolean, uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  return {
    slow: () => set(false, 8_000_000),
    /** So slow that nothing ends while the test does something else. */
    crawl: () => set(false, 50_000),
    cut: () => set(true, 8_000_000),
    full: () => set(false, -1),
  }
}

/** More than one chunk has arrived for good, and the rest takes its time. */
async function underWay(page: Page, wire: Awaited<ReturnType<typeof network>>) {
  const bar = page.getByRole('progressbar', { name: 'All files' })
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(10_000_000)
  await wire.crawl()
}

const BIG = 30_000_000

test('a cut network: it goes on by itself, and the bytes are the same', async ({ page, coffer }) => {
  const contact = 'cut@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const big = noise('heap.hprof', BIG)
  await choose(page, [big])
  const wire = await network(page)
  await wire.slow()
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await underWay(page, wire)
  await wire.cut()
  await expect(page.getByText(/Connection lost, trying again in \d+ s/)).toBeVisible()
  await accessible(page)
  await wire.full()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  expect(sha256(await coffer.original(agent, reference, 'heap.hprof'))).toBe(sha256(big.buffer))
})

test('a killed server: it goes on when it is back, and the bytes are the same', async ({ page, coffer }) => {
  const contact = 'killed@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const big = noise('heap.hprof', BIG)
  await choose(page, [big])
  const wire = await network(page)
  await wire.slow()
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await underWay(page, wire)
  await coffer.kill()
  await expect(page.getByText(/Connection lost, trying again in \d+ s/)).toBeVisible()
  await coffer.restart()
  await wire.full()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  expect(sha256(await coffer.original(agent, reference, 'heap.hprof'))).toBe(sha256(big.buffer))
})

test('a killed tab: the page names exactly what to add again, choices included', async ({
  page,
  context,
  coffer,
}) => {
  const contact = 'tab@contoso.example'
  const { agent, reference, request } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const secret = { name: 'logs/app.log', buffer: Buffer.from('user=a password=Tr0ub4dor-and-3-horses\n') }
  const [small, big] = [secret, noise('logs/heap.hprof', BIG)]
  const later = noise('logs/later.bin', 2_000)
  const folder = onDisk([small, big, later])[0]?.replace(/\/app\.log$/, '') ?? ''
  const addFolder = async (on: Page) => {
    const [chooser] = await Promise.all([
      on.waitForEvent('filechooser'),
      on.getByRole('button', { name: 'Choose folder' }).click(),
    ])
    await chooser.setFiles(folder)
  }
  await addFolder(page)
  await expect(page.getByRole('heading', { name: '1 sensitive item found' })).toBeVisible()
  await page
    .getByRole('group', { name: /^What happens/ })
    .getByRole('radio', { name: 'Keep' })
    .check()
  const wire = await network(page)
  await wire.slow()
  await page.getByRole('button', { name: 'Send 3 files' }).click()
  await underWay(page, wire)
  await expect(page.getByText('2 of 3 files')).toBeVisible()
  await writtenTwice(page)
  const ended = page.waitForEvent('crash')
  await page.goto('chrome://crash').catch(() => undefined)
  await ended

  const next = await context.newPage()
  next.on('filechooser', () => {})
  await next.goto(request.page_url)
  await enterCode(next, coffer, contact)
  const note = next.locator('.missing')
  await expect(note).toContainText('One file of your last visit is not sent yet.')
  await expect(note).toContainText('logs/heap.hprof')
  await expect(note).toContainText(/\d+% of 30 MB arrived/)
  await accessible(next)
  await addFolder(next)
  await expect(next.getByText('2 files arrived on your last visit and are left out.')).toBeVisible()
  await expect(note).toHaveCount(0)
  await next.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(next.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  for (const sent of [small, big, later])
    expect(sha256(await coffer.original(agent, reference, sent.name))).toBe(sha256(sent.buffer))
})

test('a file that was changed since is sent from its start, and the page says so first', async ({
  page,
  coffer,
}) => {
  const contact = 'changed@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const big = noise('heap.hprof', BIG)
  await choose(page, [big])
  const wire = await network(page)
  await wire.slow()
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await underWay(page, wire)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paused')
  await page.reload()
  await expect(page.getByText('Add it again to continue:')).toBeVisible()
  await wire.full()
  // The same name and length, another content.
  const other = { name: big.name, buffer: Buffer.from(big.buffer).fill(7, 0, 100) }
  await choose(page, [other])
  await expect(page.getByText('Not the file that was begun: it is sent from its start')).toBeVisible()
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  expect(sha256(await coffer.original(agent, reference, big.name))).toBe(sha256(other.buffer))
})

/** Waits until the sealed list was written with what is on the page now: a write that runs may be older. */
async function writtenTwice(page: Page) {
  for (let writes = 0; writes < 2; writes += 1) {
    const before = await nonce(page)
    await expect.poll(() => nonce(page)).not.toBe(before)
  }
}

function nonce(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((done, fail) => {
        const asked = indexedDB.open('coffer')
        asked.onerror = () => fail(asked.error)
        asked.onsuccess = () => {
          const all = asked.result.transaction('lists').objectStore('lists').getAll()
          all.onsuccess = () => {
            asked.result.close()
            done(String(all.result.map(row => row.sealed.slice(0, 12))))
          }
        }
      }),
  )
}

test('a file that arrived without its page knowing is not sent a second time', async ({
  page,
  browser,
  coffer,
}) => {
  const contact = 'twice@contoso.example'
  const { agent, reference, request } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const small = noise('gateway.log', 300_000)
  await choose(page, [small])
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')

  // A browser that kept nothing knows as little as one that was killed before it noted the end.
  const fresh = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const other = await fresh.newPage()
  other.on('filechooser', () => {})
  await other.goto(request.page_url)
  await enterCode(other, coffer, contact)
  await choose(other, [small, noise('other.log', 200_000)])
  await other.getByRole('button', { name: 'Send 2 files' }).click()
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('2 files received')
  await fresh.close()
  expect((await coffer.fileNames(agent, reference)).sort()).toEqual(['gateway.log', 'other.log'])
})
