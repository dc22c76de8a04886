// Not a test: the main screens as pictures, with invented people and data.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Device, enrol, enrolByPasskey, expect, test } from './fixtures'
import { type Chosen, enterCode, onDisk, openLink } from './sending'

const IMAGES = join(import.meta.dirname, '../../docs/images')
const MINUTE = 60_000

/** A log of a payment service whose pool runs dry at 10:14. */
function paymentsLog(): Buffer {
  const start = Date.parse('2026-11-23T06:00:00Z')
  const lines = Array.from({ length: 12_000 }, (_, at) => {
    const time = start + at * 2_400
    const late = time - start > 254 * MINUTE && time - start < 260 * MINUTE
    const iso = new Date(time).toISOString()
    const worker = `[pay-worker-${1 + ((at * 7) % 8)}]`
    const order = ((at * 2_654_435_761) % 0xffffffff).toString(16).padStart(8, '0')
    if (late && at % 3 === 0) return `${iso} ERROR ${worker} timeout after 5000 ms acquiring connection`
    if (late && at % 3 === 1)
      return `${iso} WARN  [pool] pool exhausted, waiting=${20 + (at % 40)}, oldest=${(at % 90) / 10} s`
    if (at % 97 === 0) return `${iso} WARN  [gc] pause ${200 + (at % 300)} ms, heap 7.8 of 8.0 GB`
    if (at % 5 === 0) return `${iso} DEBUG [pool] active=${at % 50} idle=${50 - (at % 50)} waiting=0`
    return `${iso} INFO  ${worker} order ${order} authorised in ${120 + (at % 130)} ms`
  })
  lines[6_354] = `${iso(start, 6_354)} ERROR [pay-worker-7] declined order=8f3e2201 card=4242 4242 4242 4242 user=jane.doe@contoso.example`
  lines[6_360] = `${iso(start, 6_360)} WARN  [auth] login failed user=svc-pay password=Tr0ub4dor-and-3-horses`
  lines[9_100] = `${iso(start, 9_100)} INFO  [pay-worker-3] refund card=5500-0000-0000-0004 order=8f3e2207`
  return Buffer.from(`${lines.join('\n')}\n`)
}
const iso = (start: number, at: number) => new Date(start + at * 2_400).toISOString()

const bundle = (): Chosen[] => [
  { name: 'payments-db-0.log', buffer: paymentsLog() },
  { name: 'restart-error.png', buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') },
  { name: 'jvm-options.conf', buffer: Buffer.from('-Xmx8g\n-XX:+UseZGC\n') },
]

const shot = (page: Page, name: string) =>
  page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled', caret: 'hide' })

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 })

    test('customer page', async ({ page, coffer }) => {
      const contact = 'jane.doe@contoso.example'
      await openLink(page, coffer, contact)
      await expect(page.getByRole('button', { name: 'E-mail me a code' })).toBeVisible()
      await shot(page, `customer-verify-${scheme}`)
      await enterCode(page, coffer, contact)
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Choose files' }).click(),
      ])
      await chooser.setFiles(onDisk(bundle()))
      await expect(page.getByRole('heading', { name: /sensitive items found/ })).toBeVisible()
      await page.mouse.move(0, 0)
      await shot(page, `customer-files-${scheme}`)
      await page.getByRole('button', { name: /^Look at each/ }).click()
      await expect(page.getByRole('dialog')).toContainText('declined order=')
      await shot(page, `customer-look-${scheme}`)
      await page.getByRole('button', { name: 'Use these choices' }).click()
      await page.getByRole('button', { name: 'Send 3 files' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 files received')
      await shot(page, `customer-done-${scheme}`)
      await page.getByRole('button', { name: 'Who opened what' }).click()
      await expect(page.getByText('signed ledger')).toBeVisible()
      await shot(page, `customer-log-${scheme}`)
      await page.setViewportSize({ width: 390, height: 844 })
      await page.reload()
      await expect(page.getByText('signed ledger')).toBeVisible()
      await shot(page, `customer-log-mobile-${scheme}`)
    })

    test('console', async ({ page, coffer }) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      const agent = await coffer.member('Priya Nair', 'Support')
      const { id, reference } = await coffer.case(agent, 'Payment service restarts')
      for (const subject of ['Export hangs at 80 %', 'Sign-in loops after 9.2'])
        await coffer.case(agent, subject)
      const file = await coffer.deliver(agent, reference, 'payments-db-0.log', paymentsLog())
      await coffer.deliver(agent, reference, 'jvm-options.conf', '-Xmx8g\n')
      await enrol(page, coffer, agent)
      await expect(page.getByText('Payment service restarts').first()).toBeVisible()
      await page.getByLabel('New files').selectOption('in the last day')
      await page.getByRole('button', { name: 'Save this view' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('New today')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('link', { name: 'New today' })).toBeVisible()
      await page.goto(`${coffer.url}/app/cases`)
      await expect(page.getByText('Sign-in loops after 9.2').first()).toBeVisible()
      await expect(page.getByRole('link', { name: 'New today' })).toBeVisible()
      await shot(page, `console-cases-${scheme}`)
      await page.goto(`${coffer.url}/app/cases/${id}`)
      await expect(page.getByRole('link', { name: 'payments-db-0.log' })).toBeVisible()
      await shot(page, `console-case-${scheme}`)
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('searchbox')).toBeFocused()
      await page.keyboard.type('pay')
      await expect(page.getByRole('menuitem', { name: /payments-db-0/ })).toBeVisible()
      await shot(page, `console-palette-${scheme}`)
      await page.goto(`${coffer.url}/app/cases/${id}/files/${file}?line=6355&q=pool+exhausted`)
      await expect(page.getByRole('grid')).toContainText('declined order=8f3e2201')
      await expect(page.getByText(/hits$/)).toBeVisible()
      await page.mouse.move(0, 0)
      await shot(page, `console-file-${scheme}`)
    })

    test('security console', async ({ page, coffer }) => {
      await page.setViewportSize({ width: 1440, height: 900 })
      const agent = await coffer.member('Priya Nair', 'Support')
      await coffer.member('Lena Brandt', 'Support', 'lead')
      const colleague = await coffer.member('Tom Berg', 'Engineering')
      const olga = await coffer.member('Olga Weiss', 'Support', 'security')
      const { reference } = await coffer.case(agent, 'Payment service restarts')
      const file = await coffer.deliver(agent, reference, 'payments-db-0.log', paymentsLog())
      await coffer.newAdministrator('Ana Ruiz')
      await coffer.cli(
        colleague.token,
        'access',
        'request',
        reference,
        '--reason',
        'Case 48190 shows the same trace id.',
        '--minutes',
        '240',
        '--act',
        'reveal',
      )
      await coffer.takeOriginals(agent, reference)
      await Device.plugIn(page)
      await enrolByPasskey(page, coffer, olga)
      await page.goto(`${coffer.url}/app/alerts`)
      await page
        .getByRole('link', { name: /originals|cases/i })
        .filter({ hasText: 'Tom' })
        .first()
        .click()
      // The second one in an hour is held back, so that nobody can lock an organisation out.
      await expect(page.getByText(/^(Holds|Held back)/).first()).toBeVisible()
      await expect(page.locator('.timeline li').first()).toBeVisible()
      await shot(page, `console-alert-${scheme}`)
      await page.goto(`${coffer.url}/app/access?view=answer`)
      await expect(page.getByText('Case 48190 shows the same trace id.').first()).toBeVisible()
      await shot(page, `console-access-${scheme}`)
      await page.goto(`${coffer.url}/app/policies?view=ask&action=file.view&on=${file}`)
      await expect(page.getByRole('list', { name: 'Answer' })).toContainText(`Priya Nair ${agent.email}`)
      await shot(page, `console-policies-${scheme}`)
      await page.goto(`${coffer.url}/app/people`)
      await expect(page.getByRole('link', { name: 'Tom Berg' }).first()).toBeVisible()
      await shot(page, `console-people-${scheme}`)
      await page.goto(`${coffer.url}/app/ledger`)
      await page.getByRole('button', { name: 'Check in my browser' }).click()
      await expect(page.getByText('under one good signature')).toBeVisible()
      await shot(page, `console-ledger-${scheme}`)
    })
  })
}
