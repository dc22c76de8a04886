// Files back to the customer: an agent sends, the contact takes.
import { readFile } from 'node:fs/promises'
import { accessible, accessibleEverywhere, Device, enrolByPasskey, expect, showAgain, test } from './fixtures'

const CONTACT = 'taker@contoso.example'
const FIX = 'timeout = 30\nretries = 5\n'
const FOUND = 'payment declined card=4111 1111 1111 1111\n'

test('an agent sends a file, and its contact takes it', async ({ page, browser, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const { id } = await coffer.case(agent, 'Timeouts since the update')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByText('Nothing was sent to the customer yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Send files' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Choose who gets the files.')).toBeVisible()
  // Whether the customer has known people by now is up to the tests before this one.
  await dialog.getByRole('textbox', { name: /^To( another address)?$/ }).fill(CONTACT)
  await dialog.locator('input[type=file]').setInputFiles([
    { name: 'gateway.toml', mimeType: 'text/plain', buffer: Buffer.from(FIX) },
    { name: 'declined.log', mimeType: 'text/plain', buffer: Buffer.from(FOUND) },
  ])
  await expect(dialog.getByText('Something was found in one file')).toBeVisible()
  await expect(dialog.getByText('Look at what was found, and decide.')).toBeVisible()
  await accessibleEverywhere(page)
  await dialog.getByRole('checkbox', { name: /^declined\.log/ }).press('Space')
  await expect(dialog.getByText('Something was found')).toHaveCount(0)
  await dialog.getByLabel('A few words to go with them').fill('Put it beside the old one and restart.')
  await dialog.getByRole('button', { name: 'Send to one person' }).click()
  await showAgain(page)
  // Time to think again: nothing is sent, and what was written is still there.
  await expect(dialog.getByRole('heading', { name: 'One person gets the files in a moment' })).toBeVisible()
  await accessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(dialog.getByLabel('A few words to go with them')).toHaveValue(/^Put it beside/)
  expect(coffer.mails(CONTACT)).toHaveLength(0)
  await dialog.getByRole('button', { name: 'Send to one person' }).click()
  await dialog.getByRole('button', { name: 'Send now' }).click()
  await expect(dialog.getByRole('heading', { name: 'Sent to one person' })).toBeVisible()
  const url = (await dialog.locator('.copy code').textContent()) ?? ''
  await accessible(page)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('not taken yet')).toBeVisible()

  const contact = await browser.newContext({
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    acceptDownloads: true,
  })
  const theirs = await contact.newPage()
  await theirs.goto(url)
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(/^Files from /)
  const mails = coffer.mails(CONTACT).length
  await theirs.getByRole('button', { name: 'E-mail me a code' }).click()
  await theirs.getByLabel('Code from the e-mail').fill(await coffer.code(CONTACT, mails))
  await expect(theirs.getByText('Put it beside the old one and restart.')).toBeVisible()
  await expect(theirs.getByText('can be taken 5 times more')).toBeVisible()
  await expect(theirs.getByText('declined.log')).toHaveCount(0)
  await accessibleEverywhere(theirs)
  const begun = theirs.waitForEvent('download')
  await theirs.getByRole('button', { name: 'Download gateway.toml' }).press('Enter')
  const download = await begun
  expect(download.suggestedFilename()).toBe('gateway.toml')
  expect(await readFile(await download.path(), 'utf8')).toBe(FIX)
  await expect(theirs.getByText('can be taken 4 times more')).toBeVisible()

  await page.reload()
  await expect(page.getByText('taken once')).toBeVisible()
  await page.getByRole('button', { name: `Withdraw what was sent to ${CONTACT}` }).click()
  await accessible(page)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Withdrawn')).toBeVisible()
  await theirs.reload()
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('This link was withdrawn')
  await contact.close()
})
