import { accessible, Device, enrol, enrolByPasskey, expect, SCREENS, test, withoutAutofill } from './fixtures'
import type { Coffer } from './server'

const CARD = '4111 1111 1111 1111'
const LINES = 5_000

function applicationLog(): string {
  const lines = Array.from(
    { length: LINES },
    (_, at) => `2026-11-23T10:14:05Z INFO request ${at + 1} answered`,
  )
  lines[999] = `2026-11-23T10:14:07Z ERROR payment declined card=${CARD} pool exhausted`
  lines[2_999] = '2026-11-23T10:14:09Z WARN pool exhausted, waiting=31'
  return `${lines.join('\n')}\n`
}

async function caseWithLog(coffer: Coffer) {
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  const file = await coffer.deliver(agent, reference, 'app.log', applicationLog())
  return { agent, id, reference, file }
}

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('a member signs in, reads, searches and reveals', async ({ page, coffer }) => {
      const { agent, reference } = await caseWithLog(coffer)
      await withoutAutofill(page)
      await Device.plugIn(page)
      await enrolByPasskey(page, coffer, agent)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await expect(page.getByLabel('Password')).toBeVisible()
      await accessible(page)
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await expect(page.getByRole('link', { name: reference })).toBeVisible()
      await accessible(page)

      await page.getByRole('link', { name: reference }).click()
      await expect(page.getByRole('link', { name: 'app.log' })).toBeVisible()
      await accessible(page)
      await page.getByRole('link', { name: 'app.log' }).click()
      const lines = page.getByRole('grid', { name: 'Lines of app.log' })
      await expect(lines).toHaveAttribute('aria-rowcount', String(LINES))
      await accessible(page)

      await page.getByLabel('Search this file').fill('pool\\s+exhausted')
      await page.getByRole('button', { name: 'Search', exact: true }).click()
      await expect(page.getByText('2 hits')).toBeVisible()
      await page.getByRole('button', { name: 'Next hit' }).click()
      await expect(page).toHaveURL(/line=1000\b/)
      await expect(page.locator('body')).not.toContainText(CARD)
      await expect(page.getByRole('heading', { name: 'Line 1,000' })).toBeVisible()
      await accessible(page)

      await page.getByRole('button', { name: 'Reveal for 60 seconds' }).first().click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByText('Recorded with your name and reason before it is shown.')).toBeVisible()
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('short')
      await dialog.getByRole('button', { name: 'Reveal' }).click()
      await expect(dialog.getByText('At least ten characters.')).toBeVisible()
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('checking the declined card')
      await dialog.getByRole('button', { name: 'Reveal' }).click()
      const again = page.getByRole('dialog', { name: 'Show once more that it is you' })
      await expect(again).toBeVisible()
      await accessible(page)
      await again.getByRole('button', { name: 'Use a passkey' }).click()
      await expect(page.getByText(CARD)).toBeVisible()
      await expect(page.getByText(/Hides in [56]\d s/)).toBeVisible()
      await accessible(page)
      await page.getByRole('button', { name: 'Hide now' }).click()
      await expect(page.locator('body')).not.toContainText(CARD)
    })
  })
}

test('the addresses of a new file request are shown once', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const { id } = await coffer.case(agent, 'Export hangs')
  await enrol(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await page.getByRole('button', { name: 'Request files' }).click()
  await page.getByLabel("Contact's e-mail address").fill('jane@contoso.example')
  await accessible(page)
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.locator('.copy code').first()).toContainText(`${coffer.url}/c/`)
  await accessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('jane@contoso.example')).toBeVisible()
  await expect(page.locator('body')).not.toContainText('coffer_lnk_')
})

test('another department is refused', async ({ page, coffer }) => {
  const { id } = await caseWithLog(coffer)
  const stranger = await coffer.member('otto', 'Engineering')
  await enrol(page, coffer, stranger)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.locator('body')).not.toContainText('Payment service restarts')
  await accessible(page)
})

test('reading with the keyboard alone', async ({ page, coffer }) => {
  const { agent, id, file } = await caseWithLog(coffer)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
  await expect(page.getByRole('heading', { name: 'Line 1', exact: true })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/line=2\b/)
  await page.keyboard.press('/')
  await page.keyboard.type('waiting=\\d+')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 hit', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/line=3000\b/)
  await page.keyboard.press('Shift+G')
  await expect(page).toHaveURL(/line=5000\b/)
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await expect(page).toHaveURL(/line=1\b/)
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/line=1000\b/)
  await expect(page.getByRole('button', { name: 'Reveal for 60 seconds' }).first()).toBeVisible()
  await page.keyboard.press('v')
  await expect(page.getByRole('textbox', { name: 'Reason' })).toBeFocused()
  await page.keyboard.type('checking the declined card')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText(CARD)).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
