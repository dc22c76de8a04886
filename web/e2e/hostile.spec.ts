// Content from strangers: shown as what it is, never run, never turned around.
import type { Page } from '@playwright/test'
import { accessible, enrol, expect, test } from './fixtures'
import { enterCode, openLink } from './sending'

const LINES = [
  '<script>globalThis.owned = 1</script>',
  '<img src=x onerror="globalThis.owned = 1">',
  '"><svg onload=globalThis.owned=1>',
  'javascript:globalThis.owned=1//',
  '{{constructor.constructor("globalThis.owned = 1")()}}',
  'transfer \u202egnp.exe\u202c to \u2066victim\u2069 zero\u200bwidth',
  '\u001b[2J\u001b[31mred\u001b[0m \u001b]0;title\u0007 bell\u0008back',
  'nul \u0000 and \u0085 next line \u2028 separator',
  '$(touch /tmp/owned) `id` ; rm -rf / && %n%n%s',
  'نص عربي and עברית beside English',
]
const LONG = `long ${'A'.repeat(1 << 20)} end`
/** Not UTF-8: a lone continuation, an overlong slash, half a surrogate. */
const BROKEN = Buffer.from([0x80, 0x20, 0xc0, 0xaf, 0x20, 0xed, 0xa0, 0x80, 0x0a])

const corpus = () => Buffer.concat([Buffer.from(`${LINES.join('\n')}\n${LONG}\n`), BROKEN])

/** Nothing ran, and no character that hides or turns text is in the page. */
async function harmless(page: Page) {
  expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false)
  const raw = await page.evaluate(() =>
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069]/.test(
      document.body.textContent ?? '',
    ),
  )
  expect(raw, 'a raw control or bidi character').toBe(false)
  expect(await page.title()).not.toContain('title')
}

test('hostile lines in the viewer are visible escapes', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Export <b>hangs</b>')
  const file = await coffer.deliver(agent, reference, 'hostile.log', corpus())
  await enrol(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', String(LINES.length + 2))
  for (const line of LINES.slice(0, 5)) await expect(grid).toContainText(line)
  await expect(grid).toContainText('transfer ‹RLO›gnp.exe‹PDF› to ‹LRI›victim‹PDI› zero‹ZWSP›width')
  await expect(grid).toContainText('‹1B›[2J‹1B›[31mred‹1B›[0m ‹1B›]0;title‹07› bell‹08›back')
  await expect(grid).toContainText('nul ‹00› and ‹85› next line ‹2028› separator')
  await harmless(page)
  await accessible(page)
  // The long line is cut, and says so; the page does not grow with it.
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}?line=${LINES.length + 1}`)
  await expect(page.getByText('The line is longer than what is shown.')).toBeVisible()
  expect((await page.locator('body').textContent())?.length).toBeLessThan(40_000)
  await harmless(page)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}?q=${encodeURIComponent('onerror|RLO|owned')}`)
  await expect(page.getByRole('heading', { name: 'Hits' })).toBeVisible()
  await page.getByRole('button', { name: 'Read as plain text' }).click()
  await expect(page.getByRole('dialog')).toContainText('‹RLO›')
  await harmless(page)
})

test('hostile names and lines on the customer page are visible escapes', async ({ page, coffer }) => {
  const contact = 'hostile@contoso.example'
  await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const names = [
    '<img src=x onerror=globalThis.owned=1>.log',
    'invoice\u202efdp.exe',
    'a\u0000b\u001b[31m.log',
    `${'x'.repeat(300)}.log`,
    'zero\u200bwidth.log',
  ]
  const data = await page.evaluateHandle(
    ({ names, lines }) => {
      const transfer = new DataTransfer()
      const text = lines.map(line => `password=Tr0ub4dor-and-3-horses ${line}\n`).join('')
      for (const name of names) transfer.items.add(new File([text], name))
      return transfer
    },
    { names, lines: LINES },
  )
  await page.dispatchEvent('h1', 'drop', { dataTransfer: data })
  await expect(page.getByText('invoice‹RLO›fdp.exe', { exact: true })).toBeVisible()
  await expect(page.getByText('<img src=x onerror=globalThis.owned=1>.log', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Look at each/ })).toHaveCount(names.length)
  await harmless(page)
  await accessible(page)
  await page
    .getByRole('button', { name: /^Look at each/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('<script>globalThis.owned = 1</script>')
  await expect(dialog).toContainText('‹RLO›gnp.exe')
  await expect(dialog).toContainText('‹1B›[2J')
  await harmless(page)
  await accessible(page)
})

test('an original is only ever a download', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const { reference } = await coffer.case(agent, 'Export hangs')
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>globalThis.owned = 1</script></svg>\n'
  const file = await coffer.deliver(agent, reference, 'picture.svg', svg)
  await enrol(page, coffer, agent)
  for (const copy of ['working', 'original']) {
    const answer = await page.request.get(`${coffer.url}/api/v1/files/${file}/content?copy=${copy}`)
    // An agent may not take originals; what is answered is never something a browser draws.
    if (copy === 'original') expect(answer.status()).toBe(403)
    else expect(answer.status()).toBe(200)
    expect(answer.headers()['content-type']).toMatch(/^application\/(octet-stream|problem\+json)/)
    expect(answer.headers()['x-content-type-options']).toBe('nosniff')
    expect(answer.headers()['content-security-policy']).toContain('sandbox')
    if (copy === 'working') expect(answer.headers()['content-disposition']).toMatch(/^attachment/)
  }
})
