// Thousands of files at once.
import { accessible, expect, test } from './fixtures'
import { choose, enterCode, onDisk, openLink } from './sending'

const MANY = 2_000
const SENT = 250

test('a long list is drawn in parts, and all of it is sent', async ({ page, coffer }) => {
  const contact = 'many@contoso.example'
  await openLink(page, coffer, contact, '--max-files', '5000')
  await enterCode(page, coffer, contact)
  const files = Array.from({ length: MANY }, (_, at) => ({
    name: `part-${String(at).padStart(4, '0')}.txt`,
    buffer: Buffer.from(`part ${at}\n`),
  }))
  await choose(page, files)
  await expect(page.locator('#why')).toContainText('2,000 files')
  const drawn = () => page.locator('.list li').count()
  expect(await drawn()).toBeLessThan(200)
  await expect(page.getByRole('list', { name: 'Files 1 to 40 of 2,000' })).toBeVisible()
  await accessible(page)
  await page.keyboard.press('End')
  await expect(page.getByText('part-1999.txt')).toBeVisible()
  await expect.poll(drawn).toBeLessThan(200)
  const send = page.getByRole('button', { name: 'Send 2,000 files' })
  await expect(send).not.toHaveAttribute('aria-disabled', 'true')
})

test('a folder of many files is one row, and all of it is sent', async ({ page, coffer }) => {
  const contact = 'folder@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const files = Array.from({ length: SENT }, (_, at) => ({
    name: `diagnostics/${at % 7}/part-${at}.txt`,
    buffer: Buffer.from(`part ${at}\n`),
  }))
  const folder = onDisk(files)[0]?.replace(/\/0\/part-0\.txt$/, '') ?? ''
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose folder' }).click(),
  ])
  await chooser.setFiles(folder)
  await expect(page.locator('.list li')).toHaveCount(1)
  await expect(page.locator('.list').getByText('Nothing sensitive found')).toBeVisible()
  await page.getByRole('button', { name: `Send ${SENT} files` }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${SENT} files received`, {
    timeout: 120_000,
  })
  const { items } = await coffer.cli<{ items: { name: string }[] }>(
    agent.token,
    'file',
    'list',
    '--case',
    reference,
  )
  expect(items.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name).sort())
})
