import { accessibleEverywhere, Device, enrolByPasskey, expect, showAgain, test } from './fixtures'
import type { Coffer } from './server'

async function officer(coffer: Coffer) {
  const olga = await coffer.member('Olga Brandt', 'Support', 'security')
  await coffer.newAdministrator('Ana Ruiz')
  return olga
}

test('a security officer looks into an alert, writes a note and closes it', async ({ page, coffer }) => {
  const olga = await officer(coffer)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.getByRole('link', { name: /^Alerts/ }).click()
  const alert = page.getByRole('link', { name: /Somebody became an administrator/ }).first()
  await expect(alert).toBeVisible()
  await accessibleEverywhere(page)
  await alert.click()
  await expect(page).toHaveURL(/\/alerts\/alr?t?_/)
  await expect(page.getByRole('heading', { name: 'Somebody became an administrator' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'added a member' }).first()).toBeVisible()
  await accessibleEverywhere(page)

  await page.keyboard.press('a')
  await showAgain(page)
  await expect(page.getByText('Being looked into').last()).toBeVisible()
  await page.getByRole('button', { name: 'Add a note' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Note' }).fill('short')
  await dialog.getByRole('button', { name: 'Add a note' }).click()
  await expect(dialog.getByText('At least ten characters.', { exact: true })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Asked Ana on the phone <b>twice</b>.')
  await dialog.getByRole('button', { name: 'Add a note' }).click()
  await expect(page.getByText('Asked Ana on the phone <b>twice</b>.')).toBeVisible()

  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(dialog.getByRole('radio', { name: /^Not a threat/ })).toBeVisible()
  await accessibleEverywhere(page)
  await dialog.getByRole('radio', { name: /^A mistake/ }).check()
  await dialog.getByRole('textbox', { name: 'Why' }).fill('She starts as an administrator today.')
  await dialog.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByText('Closed: A mistake')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Look into it' })).toHaveCount(0)
})

test('what an alert holds is shown, and lifted', async ({ page, coffer }) => {
  const olga = await coffer.member('Olga Brandt', 'Support', 'security')
  const agent = await coffer.member('lena', 'Support')
  const { reference } = await coffer.case(agent, 'Payment service restarts')
  await coffer.takeOriginals(agent, reference)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.goto(`${coffer.url}/app/alerts`)
  await page
    .getByRole('link', { name: /five originals|many|breadth|originals/i })
    .first()
    .click()
  await expect(page.getByText('Holds', { exact: true }).first()).toBeVisible()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: 'End what holds' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The lead of the handover.')
  await dialog.getByRole('button', { name: 'End what holds' }).click()
  await showAgain(page)
  await expect(page.getByText('Lifted', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'End what holds' })).toHaveCount(0)
})

test('who may not read alerts is offered none', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, agent)
  await expect(page.getByRole('link', { name: /^Access/ })).toBeVisible()
  for (const name of ['Alerts', 'Ledger', 'People', 'Policies'])
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  await page.goto(`${coffer.url}/app/alerts`)
  await expect(page.getByRole('alert')).toContainText('Refused by a rule')
})
