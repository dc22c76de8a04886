// The log viewer: over time, by level, at once anywhere, with few rows in the page.
import { accessible, enrol, expect, SCREENS, test } from './fixtures'
import type { Coffer } from './server'

const LINES = 60_000
const START = Date.parse('2026-11-23T06:00:00Z')
const iso = (at: number) => new Date(START + at * 500).toISOString()

function applicationLog(): string {
  const lines = Array.from({ length: LINES }, (_, at) => `${iso(at)} INFO request ${at + 1} answered`)
  for (let at = 30_000; at < 30_100; at += 1) lines[at] = `${iso(at)} WARN pool exhausted, waiting=${at}`
  lines[30_050] = `${iso(30_050)} ERROR timeout acquiring connection`
  lines[50_000] = `${iso(50_000)} ERROR gateway said 503`
  return `${lines.join('\n')}\n`
}

async function open(coffer: Coffer) {
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  const file = await coffer.deliver(agent, reference, 'app.log', applicationLog())
  return { agent, address: `${coffer.url}/app/cases/${id}/files/${file}` }
}

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } })

    test('a log is read over time and by level', async ({ page, coffer }) => {
      const { agent, address } = await open(coffer)
      await enrol(page, coffer, agent)
      await page.goto(address)
      await expect(
        page.getByRole('img', { name: /^Lines over time from 06:00 to 14:\d\d UTC, 2 of them/ }),
      ).toBeVisible()
      await expect(page.getByRole('button', { name: 'Warning 99' })).toBeVisible()
      await page.getByRole('button', { name: 'Error 2' }).click()
      await expect(page).toHaveURL(/line=30051\b/)
      await expect(page.getByRole('grid')).toContainText('timeout acquiring connection')
      await accessible(page)

      const field = page.getByLabel('Go to line or time')
      await field.fill('12:56:40')
      await field.press('Enter')
      await expect(page).toHaveURL(/line=50001\b/)
      await expect(page.getByRole('heading', { name: 'Line 50,001' })).toBeVisible()
      await field.fill('soon')
      await field.press('Enter')
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      expect(await page.locator('.lines [role=row]').count()).toBeLessThanOrEqual(80)
    })
  })
}

test('errors by key, and an address that opens the same line for somebody else', async ({ page, coffer }) => {
  const { agent, address } = await open(coffer)
  await enrol(page, coffer, agent)
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'Line 1', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Error 2' })).toBeVisible()
  await page.keyboard.press('e')
  await expect(page).toHaveURL(/line=30051\b/)
  await page.keyboard.press('e')
  await expect(page).toHaveURL(/line=50001\b/)
  await page.keyboard.press('Shift+E')
  await expect(page).toHaveURL(/line=30051\b/)
  await page.goto(page.url())
  await expect(page.getByRole('grid')).toContainText('timeout acquiring connection')
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('grid')).toContainText(`request ${LINES} answered`)
  expect(await page.locator('.lines [role=row]').count()).toBeLessThanOrEqual(80)
})

test('the chosen line unfolds, is copied as the working copy has it, and bookmarked in the address', async ({
  page,
  coffer,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  const long = `2026-11-23T10:14:07Z ERROR declined card=4111 1111 1111 1111 ${'and more of it '.repeat(60)}`
  const body = ['INFO first', long, 'INFO third', 'INFO fourth'].join('\n')
  const file = await coffer.deliver(agent, reference, 'app.log', `${body}\n`)
  await enrol(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}?line=2`)
  const row = page.getByRole('row', { selected: true })
  await expect(row).toContainText('declined card=')
  const height = () => row.evaluate(element => element.getBoundingClientRect().height)
  await expect.poll(height).toBeGreaterThan(40)
  const third = page.getByRole('row').filter({ hasText: 'INFO third' })
  const bottom = await row.evaluate(element => element.getBoundingClientRect().bottom)
  await expect
    .poll(() => third.evaluate(element => element.getBoundingClientRect().top))
    .toBeGreaterThanOrEqual(Math.floor(bottom))
  await accessible(page)
  await page.keyboard.press('w')
  await expect.poll(height).toBe(22)
  await page.keyboard.press('w')

  await page.keyboard.press('Shift+J')
  await expect(page.getByRole('row', { selected: true })).toHaveCount(2)
  await page.keyboard.press('c')
  await expect(page.getByText('Copied 2 lines of the working copy.')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/declined card=\S.*\nINFO third$/)
  expect(copied).not.toContain('4111')

  await page.keyboard.press('b')
  await expect(page).toHaveURL(/marks=%222%22/)
  await page.keyboard.press('k')
  await page.keyboard.press('b')
  await expect(page).toHaveURL(/marks=1-2/)
  await accessible(page)
  await page.reload()
  await page.getByRole('button', { name: 'Line 2', exact: true }).click()
  await expect(page).toHaveURL(/line=2\b/)
  await page.getByRole('button', { name: 'Remove the bookmark of line 2' }).click()
  await expect(page).toHaveURL(/marks=%221%22/)
})
