import { accessibleEverywhere, Device, enrolByPasskey, expect, test } from './fixtures'

test('an auditor checks the ledger in the browser, and again after it grew', async ({ page, coffer }) => {
  const auditor = await coffer.member('Tom Berg', 'Support', 'auditor')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, auditor)
  await page.getByRole('link', { name: 'Ledger' }).click()
  await expect(
    page.getByText('Tom Berg signed in').or(page.getByText('Tom Berg finished setting up')).first(),
  ).toBeVisible()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: 'Check in my browser' }).click()
  await expect(page.getByText('This browser looked for the first time')).toBeVisible()
  await coffer.member('lena', 'Support')
  await page.getByRole('button', { name: 'Check in my browser' }).click()
  await expect(page.getByText('The ledger has only grown since this browser saw')).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: 'Check in my browser' }).click()
  await expect(page.getByText('The ledger has only grown since this browser saw')).toBeVisible()
  await accessibleEverywhere(page)

  await page.getByRole('link', { name: /^#/ }).first().click()
  await expect(page).toHaveURL(/entry=\d+/)
  await page
    .getByRole('region', { name: /^Entry / })
    .getByRole('button', { name: 'Check in my browser' })
    .click()
  await expect(page.getByText('This entry is in the signed ledger, exactly as shown.')).toBeVisible()
  await accessibleEverywhere(page)
})

test('a ledger that was rewritten since is told apart', async ({ page, coffer }) => {
  const auditor = await coffer.member('Tom Berg', 'Support', 'auditor')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, auditor)
  await page.getByRole('link', { name: 'Ledger' }).click()
  await page.getByRole('button', { name: 'Check in my browser' }).click()
  await expect(page.getByText('This browser looked for the first time')).toBeVisible()
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('coffer-ledger-head') ?? '{}')
    localStorage.setItem('coffer-ledger-head', JSON.stringify({ ...kept, root: btoa('x'.repeat(32)) }))
  })
  await page.getByRole('button', { name: 'Check in my browser' }).click()
  await expect(page.getByText('The ledger is not a continuation')).toBeVisible()
})
