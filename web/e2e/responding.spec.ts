// What a member reports, and what a security officer begins from there: a warning to everybody, a server that is only read.
import type { Page } from '@playwright/test'
import { accessibleEverywhere, another, Device, enrolByPasskey, expect, showAgain, test } from './fixtures'
import { choose, enterCode, log, openLink } from './sending'
import type { Coffer } from './server'

const SEEN = 'A mail from it-support asks me to sign in at coffer-login.example'
const WARNING = 'Mails that ask you to sign in again are not ours. <b>Tell security.</b>'

/** What a member saw, told from any page. */
async function report(page: Page) {
  await page.getByRole('button', { name: 'Report something odd' }).click()
  const dialog = page.getByRole('dialog')
  await accessibleEverywhere(page)
  await dialog.getByRole('textbox', { name: 'What you saw' }).fill(SEEN)
  await dialog.getByRole('button', { name: 'Report' }).click()
  await expect(page.getByText('Reported. Security knows.')).toBeVisible()
}

/** The officer's page with the alert of it. */
async function openReport(page: Page, coffer: Coffer) {
  const olga = await coffer.member('Olga Brandt', 'Support', 'security')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.getByRole('link', { name: /^Alerts/ }).click()
  const alert = page.getByRole('link', { name: /A member reports something suspicious/ })
  await expect(alert.first()).toBeVisible()
  await alert.first().click()
  await expect(page.getByText(SEEN)).toBeVisible()
}

async function begin(page: Page, response: string, words: string, label = 'Reason') {
  await page.getByRole('button', { name: 'Do more' }).click()
  const dialog = page.getByRole('dialog', { name: 'Begin a response to this alert' })
  await dialog.getByRole('combobox', { name: 'What' }).selectOption(response)
  await dialog.getByRole('combobox', { name: 'For how long' }).selectOption('1')
  await dialog.getByRole('textbox', { name: label }).fill(words)
  await accessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Begin' }).click()
}

test('what a member saw becomes a warning above every page', async ({ page, browser, coffer }) => {
  const tom = await another(browser, coffer, await coffer.member('Tom Berg', 'Support'))
  await report(tom)
  await openReport(page, coffer)
  await begin(page, 'Warn every member', WARNING, 'What every member is told')
  await showAgain(page)
  await expect(page.getByText('Warned:')).toBeVisible()

  // It comes by itself, and as it was written.
  const told = tom.getByRole('region', { name: 'What everybody is told' })
  await expect(told.getByText(WARNING)).toBeVisible()
  await accessibleEverywhere(tom)
  await page.getByRole('button', { name: 'End: Warned:' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Everybody has read it by now.')
  await dialog.getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByText('Lifted', { exact: true })).toBeVisible()
  await expect(told).toHaveCount(0)
})

test('a server that is only read says so, and what a customer sends waits', async ({
  page,
  browser,
  coffer,
}) => {
  const contact = 'paused@contoso.example'
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const customer = await context.newPage()
  await openLink(customer, coffer, contact)
  await enterCode(customer, coffer, contact)
  const tom = await another(browser, coffer, await coffer.member('Tom Berg', 'Support'))
  await report(tom)
  await openReport(page, coffer)
  await begin(page, 'Make the whole server read-only', 'Somebody is at work in the server room')
  await showAgain(page)
  await expect(page.getByText('Read-only for')).toBeVisible()
  await expect(tom.getByRole('heading', { name: 'The server is read-only for now' })).toBeVisible()
  await accessibleEverywhere(tom)

  await customer.reload()
  await expect(customer.getByText('Aldermoor takes no files in for a while.')).toBeVisible()
  await choose(customer, [log('server.log', 9_000_000)])
  await customer.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(customer.getByText(/until the next try: nothing is taken in for a while/)).toBeVisible()
  await accessibleEverywhere(customer)

  await page.getByRole('button', { name: 'End: Read-only for' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('It was the electrician, as announced.')
  await dialog.getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByText('Lifted', { exact: true })).toBeVisible()
  await expect(tom.getByRole('heading', { name: 'The server is read-only for now' })).toHaveCount(0)
  // Nobody has to wait for the next try.
  await customer.getByRole('button', { name: 'Pause' }).click()
  await customer.getByRole('button', { name: 'Continue' }).click()
  await expect(customer.getByRole('heading', { level: 1 })).toHaveText('1 file received')
})
