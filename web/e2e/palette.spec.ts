// The command palette and the single keys: everything by keyboard, and only what may be done.
import type { Page } from '@playwright/test'
import {
  accessible,
  accessibleEverywhere,
  Device,
  enrol,
  enrolByPasskey,
  expect,
  SCREENS,
  test,
} from './fixtures'
import { speakPseudo } from './pseudo'
import type { Coffer } from './server'

async function desk(coffer: Coffer) {
  const lead = await coffer.member('Lena Brandt', 'Support', 'lead')
  const subject = `Palette ${Math.random().toString(36).slice(2, 8)}`
  const first = await coffer.case(lead, `${subject} one`)
  const second = await coffer.case(lead, `${subject} two`)
  const file = await coffer.deliver(lead, first.reference, 'payments-db-0.log', 'one\ntwo\nthree\n')
  return { lead, subject, first, second, file }
}

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search or jump to' })

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('a visible button opens the palette, which goes to cases and files', async ({ page, coffer }) => {
      const { lead, subject, first, file } = await desk(coffer)
      await enrol(page, coffer, lead)
      await page.getByRole('button', { name: /^Jump to/ }).click()
      const field = palette(page).getByRole('searchbox')
      await expect(field).toBeFocused()
      await expect(palette(page).getByRole('menuitem', { name: 'Access' })).toBeVisible()
      await accessible(page)
      await field.fill('db-0')
      const found = palette(page).getByRole('menuitem', { name: /payments-db-0\.log/ })
      await expect(found.first()).toBeVisible()
      await accessible(page)
      await field.fill(`${subject} one`)
      await palette(page)
        .getByRole('menuitem', { name: new RegExp(first.reference) })
        .click()
      await expect(page).toHaveURL(new RegExp(`/cases/${first.id}$`))
      await expect(palette(page)).toHaveCount(0)
      await page.goto(`${coffer.url}/app/cases/${first.id}/files/${file}`)
      await expect(page.getByRole('grid')).toBeVisible()
      await page.getByRole('button', { name: /^Jump to/ }).click()
      await palette(page).getByRole('searchbox').fill('no such thing anywhere')
      await expect(palette(page).getByText('Nothing here by these words.')).toBeVisible()
      await accessible(page)
    })
  })
}

test('with the keyboard alone: open, go, come back, act', async ({ page, coffer }) => {
  const { lead, first, file } = await desk(coffer)
  await enrol(page, coffer, lead)
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('payments-db-0')
  await expect(
    palette(page)
      .getByRole('menuitem', { name: /payments-db-0\.log/ })
      .first(),
  ).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: /payments-db-0/ })).toBeVisible()

  await page.goto(`${coffer.url}/app/cases/${first.id}/files/${file}?line=2`)
  await expect(page.getByRole('heading', { name: 'Line 2', exact: true })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('bookmark line')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/line=2\b.*marks=%222%22/)
  // Lately: where one was since the page was loaded, and nowhere else.
  await page.getByRole('link', { name: new RegExp(first.reference) }).click()
  await expect(page.getByRole('link', { name: 'payments-db-0.log' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('group', { name: 'Lately' })).toContainText('payments-db-0.log')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
  expect(
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
  ).not.toContain('payments')

  // An act opens its dialog, whose focus is where it should be.
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('close case')
  await page.keyboard.press('Enter')
  const asks = page.getByRole('dialog', { name: `Close case ${first.reference}?` })
  await expect(asks.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await accessibleEverywhere(page)
  // Over a question that waits for an answer there is no palette.
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the palette lists what may be done only', async ({ page, coffer }) => {
  const { first } = await desk(coffer)
  const stranger = await coffer.member('Otto Weiss', 'Engineering')
  await enrol(page, coffer, stranger)
  await page.keyboard.press('Control+k')
  const field = palette(page).getByRole('searchbox')
  for (const name of ['Alerts', 'Ledger', 'People', 'Policies'])
    await expect(palette(page).getByRole('menuitem', { name, exact: true })).toHaveCount(0)
  for (const words of [first.reference, 'payments-db-0', 'Lena']) {
    await field.fill(words)
    await expect(palette(page).getByText('Nothing here by these words.')).toBeVisible()
  }
})

test('keys: next and previous case, filter, times, and the sheet that names them', async ({
  page,
  coffer,
}) => {
  const { lead, subject, first, second, file } = await desk(coffer)
  await enrol(page, coffer, lead)
  await page.goto(`${coffer.url}/app/cases`)
  await expect(page.getByRole('link', { name: second.reference })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Case, subject or customer')).toBeFocused()
  await page.keyboard.type(subject)
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: second.reference })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(second.id))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${subject} two`)
  await page.keyboard.press(']')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${subject} one`)
  await page.keyboard.press('[')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${subject} two`)

  const log = Array.from({ length: 30 }, (_, at) => `2026-11-23T10:${10 + at}:00Z INFO request answered`)
  const timed = await coffer.deliver(lead, first.reference, 'timed.log', `${log.join('\n')}\n`)
  await page.goto(`${coffer.url}/app/cases/${first.id}/files/${timed}`)
  await expect(page.getByRole('button', { name: 'Times in UTC; change' })).toBeVisible()
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/local=true/)
  await expect(page.getByRole('button', { name: 'Times in local time; change' })).toBeVisible()
  await accessibleEverywhere(page)

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  for (const key of ['Ctrl K', '/', '[', ']', 'X', 'T', 'Esc'])
    await expect(sheet.locator('kbd').getByText(key, { exact: true })).toBeVisible()
  await accessibleEverywhere(page)
  // Off by one setting, and remembered; the palette and the button for the sheet stay.
  await sheet.getByText('Single keys do something').click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  await page.goto(`${coffer.url}/app/cases/${first.id}/files/${file}`)
  await expect(page.getByRole('heading', { name: 'Line 1', exact: true })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).not.toHaveURL(/line=/)
  await page.getByRole('button', { name: 'Keys', exact: true }).click()
  await sheet.getByText('Single keys do something').click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/line=2\b/)
})

test.describe('in the pseudo-language', () => {
  test.use({ locale: 'de', viewport: { width: 320, height: 800 } })
  test('palette, keys and the list of cases are translated, and fit', async ({ page, coffer }) => {
    await speakPseudo(page, ['common', 'console', 'office'])
    const officer = await coffer.member('Olga', 'Support', 'security')
    await Device.plugIn(page)
    await page.goto(`${coffer.url}/app/enrol#${officer.enrolment}`)
    await page.locator('.btn.primary').first().click()
    await expect(page.locator('.jump')).toContainText('Ĵúúɱþ ŧóó')
    await accessible(page)
    await page.locator('.jump').click()
    await expect(page.locator('.palette-item').first()).toBeVisible()
    await accessible(page)
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, line by line, is what is meant
    const text = await page.locator('.palette').innerText()
    expect(text.split('\n').filter(line => /^[A-Za-z ]{4,}$/.test(line))).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.locator('.keys').first()).toBeVisible()
    await accessible(page)
  })
})

test('a security officer goes to a case by its number', async ({ page, coffer }) => {
  const { first } = await desk(coffer)
  const officer = await coffer.member('Olga Weiss', 'Engineering', 'security')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, officer)
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('searchbox')).toBeFocused()
  await page.keyboard.type(first.reference)
  await page.getByRole('menuitem', { name: `Case ${first.reference}` }).click()
  await expect(page.getByRole('heading', { name: 'How this case is kept' })).toBeVisible()
})
