// A contact who is asked again and again: a code once, a passkey from then on.
import { accessible, accessibleEverywhere, Device, expect, SCREENS, test } from './fixtures'
import { enterCode, openLink } from './sending'

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('a passkey is added once, opens the next link, and is removed', async ({ page, coffer }) => {
      const contact = `standing-${colorScheme}-${width}@contoso.example`
      await Device.plugIn(page)
      await openLink(page, coffer, contact)
      await expect(page.getByRole('button', { name: 'E-mail me a code' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Use your passkey' })).toHaveCount(0)
      await enterCode(page, coffer, contact)
      await page.getByText('Asked for files often? Add a passkey').click()
      await accessible(page)
      await page.getByLabel('What to call it').fill('Office laptop')
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await expect(page.getByText('The passkey was added.')).toBeVisible()
      await expect(page.getByText('Office laptop')).toBeVisible()
      await accessible(page)
      await expect.poll(() => coffer.mails(contact).join('\n')).toContain('passkey was added')

      await openLink(page, coffer, contact)
      await expect(page.getByText('You have a passkey for this.')).toBeVisible()
      await accessible(page)
      await page.getByRole('button', { name: 'Use your passkey' }).click()
      await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible()
      await page.getByText('Asked for files often? Add a passkey').click()
      await expect(page.getByText(/^Last used on/)).toBeVisible()
      await page.getByRole('button', { name: 'Remove Office laptop' }).click()
      await expect(page.getByText('Office laptop was removed.')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Remove Office laptop' })).toHaveCount(0)
    })
  })
}

test('who shows nothing stays where they were; a key that was removed says to ask for a code', async ({
  page,
  browser,
  coffer,
}) => {
  const contact = 'standing@contoso.example'
  const device = await Device.plugIn(page)
  const { request } = await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  await page.getByText('Asked for files often? Add a passkey').click()
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey was added.')).toBeVisible()

  // The same page in a browser whose device does not recognise its owner.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const other = await context.newPage()
  await (await Device.plugIn(other)).recognises(false)
  await other.goto(request.page_url)
  await other.getByRole('button', { name: 'Use your passkey' }).click()
  await expect(other.getByRole('button', { name: 'E-mail me a code' })).toBeEnabled()
  await context.close()

  await openLink(page, coffer, contact)
  await expect(page.getByRole('button', { name: 'Use your passkey' })).toBeVisible()
  await accessibleEverywhere(page)
  // Removed meanwhile, from another page.
  const elsewhere = await page.context().newPage()
  elsewhere.on('filechooser', () => {})
  await elsewhere.goto(request.page_url)
  await enterCode(elsewhere, coffer, contact)
  await elsewhere.getByText('Asked for files often? Add a passkey').click()
  await elsewhere.getByRole('button', { name: 'Remove This device' }).click()
  await expect(elsewhere.getByText('This device was removed.')).toBeVisible()
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'does not open this link' })).toBeVisible()
  await accessible(page)
  expect(await device.keys()).toBe(1)
  await enterCode(page, coffer, contact)
})
