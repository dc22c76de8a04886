// What happens to a case as a whole: closed, opened again, held, sealed; and files that are erased, with the proof of it.
import {
  accessible,
  accessibleEverywhere,
  another,
  Device,
  enrolByPasskey,
  expect,
  provenCertificate,
  SCREENS,
  showAgain,
  test,
} from './fixtures'
import type { Coffer } from './server'

async function desk(coffer: Coffer) {
  const lead = await coffer.member('Lena Brandt', 'Support', 'lead')
  const { id, reference } = await coffer.case(lead, 'Payment service restarts')
  const file = await coffer.deliver(lead, reference, 'app.log', 'one\npassword=Tr0ub4dor-and-3-horses\n')
  return { lead, id, reference, file }
}

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('a case is closed, which says what ends, and opened again', async ({ page, coffer }) => {
      const { lead, id, reference } = await desk(coffer)
      await Device.plugIn(page)
      await enrolByPasskey(page, coffer, lead)
      await page.goto(`${coffer.url}/app/cases/${id}`)
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      const dialog = page.getByRole('dialog', { name: `Close case ${reference}?` })
      for (const end of ['file requests', 'work on it', 'access that was given', 'reading and downloads'])
        await expect(dialog.getByRole('listitem').filter({ hasText: end })).toBeVisible()
      await accessible(page)
      await dialog.getByRole('button', { name: `Close case ${reference}` }).click()
      await expect(page.getByRole('button', { name: 'Open again' })).toBeVisible()
      await expect(page.getByText('0 members work it')).toBeVisible()
      await accessible(page)
      await page.getByRole('button', { name: 'Open again' }).click()
      await accessible(page)
      await page.getByRole('button', { name: `Open case ${reference} again` }).click()
      await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible()
      await expect(page.getByText('0 members work it')).toBeVisible()
    })
  })
}

test('files are chosen by key, erased for a reason, and their certificate verifies', async ({
  page,
  coffer,
}) => {
  const { lead, id, reference } = await desk(coffer)
  await coffer.deliver(lead, reference, 'heap.log', 'nothing to see\n')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, lead)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByRole('link', { name: 'app.log' })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByText('2 files chosen')).toBeVisible()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: 'Erase 2 files' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase 2 files for good?' })
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Erase 2 files' }).click()
  await expect(dialog.getByText('At least ten characters.', { exact: true })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The customer asked for it.')
  await accessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Erase 2 files' }).click()
  await showAgain(page)
  await expect(page.getByText('app.log is erased.')).toBeVisible()
  await expect(page.getByText('heap.log is erased.')).toBeVisible()
  await expect(page.getByText('No files yet.')).toBeVisible()
  await accessibleEverywhere(page)
  expect(await provenCertificate(page)).toContain('file.keys_destroyed')
})

test('the page of an erased file says so, and has the certificate', async ({ page, coffer }) => {
  const { lead, id, file } = await desk(coffer)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, lead)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
  await expect(page.getByRole('grid')).toBeVisible()
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase app.log for good?' })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The customer asked for it.')
  await dialog.getByRole('button', { name: 'Erase app.log' }).click()
  await showAgain(page)
  await expect(page.getByText('app.log is erased.')).toBeVisible()
  await expect(page.getByRole('grid')).toHaveCount(0)
  await accessibleEverywhere(page)
  // Also for whoever comes later by the old address.
  await page.reload()
  await expect(page.getByText('If it was erased, there is a certificate of that.')).toBeVisible()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the certificate' }).click()
  expect((await saving).suggestedFilename()).toBe(`${file}.erasure.json`)
  await expect(page.getByText(/^Saved\./)).toBeVisible()
})

test('a hold is set and ended by who cannot read the case, and keeps its files', async ({
  page,
  browser,
  coffer,
}) => {
  const { lead, id, reference } = await desk(coffer)
  const dpo = await coffer.member('Dora Klein', 'Engineering', 'dpo')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, dpo)
  await page.goto(`${coffer.url}/app/cases/${reference}`)
  await expect(page.getByText('It is not held for the law.')).toBeVisible()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: 'Hold for the law' }).click()
  const dialog = page.getByRole('dialog', { name: `Hold case ${reference} for the law` })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Subpoena 12-345, keep everything.')
  await dialog.getByRole('button', { name: `Hold case ${reference}` }).click()
  await showAgain(page)
  await expect(page.getByText('It is held for the law: none of its files is erased.')).toBeVisible()
  await expect(page.getByRole('button', { name: /Lockbox/ })).toHaveCount(0)

  const agent = await another(browser, coffer, lead)
  await agent.goto(`${coffer.url}/app/cases/${id}`)
  await expect(agent.getByText('Held for the law', { exact: true })).toBeVisible()
  await agent.getByLabel('Choose app.log').check()
  await expect(agent.getByText('Held for the law: none of its files is erased.')).toBeVisible()
  await expect(agent.getByRole('button', { name: 'Erase' })).toHaveCount(0)
  await accessible(agent)
  await agent.context().close()

  await page.getByRole('button', { name: 'End the hold' }).click()
  const ends = page.getByRole('dialog', { name: `End the hold of case ${reference}` })
  await ends.getByRole('textbox', { name: 'Reason' }).fill('The matter was settled in court.')
  await ends.getByRole('button', { name: `End the hold of case ${reference}` }).click()
  await expect(page.getByText('It is not held for the law.')).toBeVisible()
})

test('a security officer switches the lockbox, and whoever works the case sees it', async ({
  page,
  browser,
  coffer,
}) => {
  const { lead, id, reference } = await desk(coffer)
  const olga = await coffer.member('Olga Weiss', 'Engineering', 'security')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await page.getByRole('button', { name: 'Lockbox on' }).click()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: `Switch the lockbox of case ${reference} on` }).click()
  await showAgain(page)
  await expect(page.getByText("The customer's lockbox is on.")).toBeVisible()
  const agent = await another(browser, coffer, lead)
  await agent.goto(`${coffer.url}/app/cases/${id}`)
  await expect(agent.getByText('Lockbox on')).toBeVisible()
  await expect(agent.getByRole('button', { name: /Lockbox/ })).toHaveCount(0)
  await agent.context().close()
  await page.getByRole('button', { name: 'Lockbox off' }).click()
  await page.getByRole('button', { name: `Switch the lockbox of case ${reference} off` }).click()
  await expect(page.getByText("The customer's lockbox is off.")).toBeVisible()
})
