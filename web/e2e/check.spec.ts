// The check before sending: what is blacked out on the customer's computer never arrives.
import { readFileSync } from 'node:fs'
import { accessible, expect, SCREENS, test } from './fixtures'
import { choose, enterCode, openLink } from './sending'

const CARD = '4111 1111 1111 1111'
const OTHER_CARD = '5500-0000-0000-0004'
const PASSWORD = 'Tr0ub4dor-and-3-horses'
const KEY = `-----BEGIN RSA PRIVATE KEY-----
${Array.from({ length: 12 }, (_, at) => `MIIEpAIBAAKCAQEA7bq${String(at).padStart(2, '0')}n8sQz1kT9vXw3yR5uJ6hG2fD4sA0pLkMjNhBgVfCdXsZaQwE`).join('\n')}
-----END RSA PRIVATE KEY-----`

function applicationLog(): Buffer {
  const lines = Array.from({ length: 400 }, (_, at) => `2026-11-23T10:14:05Z INFO request ${at} answered`)
  lines[99] = `2026-11-23T10:14:07Z DEBUG payment card=${CARD} exp=12/29 amount=129.90 EUR`
  lines[199] = `2026-11-23T10:14:08Z DEBUG refund card=${OTHER_CARD} amount=1.00 EUR`
  lines[299] = `2026-11-23T10:14:09Z WARN db_password="${PASSWORD}" found in environment`
  lines[350] = KEY
  lines[399] = `2026-11-23T10:15:07Z DEBUG payment card=${CARD} again`
  return Buffer.from(`${lines.join('\n')}\n`)
}

const files = () => [
  { name: 'payments-db-0.log', buffer: applicationLog() },
  { name: 'jvm-options.conf', buffer: Buffer.from('-Xmx8g\n') },
]

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } })

    test('what was found is blacked out before anything is sent', async ({ page, coffer }) => {
      const contact = `check-${colorScheme}-${width}@contoso.example`
      const { agent, reference } = await openLink(page, coffer, contact)
      await enterCode(page, coffer, contact)
      await choose(page, files())
      await expect(page.getByRole('heading', { name: '5 sensitive items found' })).toBeVisible()
      await expect(page.getByText('Nothing sensitive found')).toBeVisible()
      // The safe choice is made already, and the values are not shown.
      await expect(page.getByRole('radio', { name: 'Black out' })).toBeChecked()
      await expect(page.locator('.found')).toContainText('4111 •••• •••• 1111')
      await expect(page.locator('.found')).not.toContainText(CARD)
      await expect(page.locator('.found')).not.toContainText(PASSWORD)
      await accessible(page)

      await page.getByRole('button', { name: /^Look at each/ }).click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByText('Line 100', { exact: true })).toBeVisible()
      await expect(dialog).not.toContainText(CARD)
      await expect(dialog).not.toContainText(PASSWORD)
      await accessible(page)
      await dialog
        .getByRole('group', { name: 'Line 200: payment card number' })
        .getByRole('radio', { name: 'Keep' })
        .check()
      await expect(dialog.getByText('4 blacked out, 1 kept')).toBeVisible()
      await expect(dialog).toContainText(OTHER_CARD)
      await accessible(page)
      const [copy] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Save a copy to check' }).click(),
      ])
      const checked = readFileSync(await copy.path())
      await dialog.getByRole('button', { name: 'Use these choices' }).click()
      await expect(page.getByRole('button', { name: /^Look at each/ })).toBeFocused()
      await expect(page.locator('.found')).toContainText('4 blacked out, 1 kept')

      await page.getByRole('button', { name: 'Send 2 files' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 files received')

      // What is stored: the sealed original, fetched back by a member.
      const stored = await coffer.original(agent, reference, 'payments-db-0.log')
      expect(stored.equals(checked)).toBe(true)
      const text = stored.toString()
      for (const value of [CARD, PASSWORD, 'BEGIN RSA PRIVATE KEY', 'MIIEpAIBAAKCAQEA'])
        expect(text).not.toContain(value)
      expect(text).toContain(`card=${OTHER_CARD} amount=1.00`)
      const lines = text.split('\n')
      const token = /card=(<CARD:[0-9A-Z]{10}>) exp=12\/29/.exec(lines[99] ?? '')?.[1]
      expect(token).toBeDefined()
      // The same value has the same stand-in, and lines stay where they were.
      expect(text).toContain(`DEBUG payment card=${token} again`)
      expect(lines).toHaveLength(applicationLog().toString().split('\n').length)
      const conf = await coffer.original(agent, reference, 'jvm-options.conf')
      expect(conf.toString()).toBe('-Xmx8g\n')
    })
  })
}

test('what is kept arrives as it is', async ({ page, coffer }) => {
  const contact = 'keep@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  await choose(page, files())
  await page
    .getByRole('group', { name: /^What happens/ })
    .getByRole('radio', { name: 'Keep' })
    .check()
  await expect(page.getByText('They are sent as they are. Aldermoor sees that you chose so.')).toBeVisible()
  await page.getByRole('button', { name: 'Send 2 files' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 files received')
  const stored = await coffer.original(agent, reference, 'payments-db-0.log')
  expect(stored.equals(applicationLog())).toBe(true)
})

test('without the module the page says so, and sends', async ({ page, coffer }) => {
  await page.route('**/*.wasm', route => route.fulfill({ status: 404 }))
  const contact = 'no-module@contoso.example'
  const { agent, reference } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  await choose(page, files())
  await expect(page.getByText("This browser can't check files for sensitive items")).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: 'Send 2 files' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 files received')
  const stored = await coffer.original(agent, reference, 'payments-db-0.log')
  expect(stored.equals(applicationLog())).toBe(true)
})
