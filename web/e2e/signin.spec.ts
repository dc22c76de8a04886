import { accessible, Device, enrol, enrolByPasskey, expect, SCREENS, test, withoutAutofill } from './fixtures'
import { totp } from './totp'

const PASSWORD = 'correct horse battery staple'

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('who has a password adds a passkey, and comes back by a recovery code', async ({ page, coffer }) => {
      await withoutAutofill(page)
      const device = await Device.plugIn(page)
      const agent = await coffer.member('lena', 'Support')
      const secret = await enrol(page, coffer, agent)
      await page.getByRole('link', { name: 'How you sign in' }).click()
      await expect(page.getByText('No passkeys yet.')).toBeVisible()
      await accessible(page)

      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByLabel('Name').fill('Grey laptop')
      await accessible(page)
      await page.getByRole('button', { name: 'Go on' }).click()
      const again = page.getByRole('dialog', { name: 'Show once more that it is you' })
      await again.getByLabel('Password').fill(PASSWORD)
      await again.getByLabel('Code from your authenticator').fill(totp(secret, 1))
      await accessible(page)
      await again.getByRole('button', { name: 'Go on' }).click()
      await expect(page.getByText('Grey laptop')).toBeVisible()
      expect(await device.keys()).toBe(1)

      await page.getByRole('button', { name: 'Make new codes' }).click()
      const codes = page.locator('.codes code')
      await expect(codes).toBeVisible()
      await accessible(page)
      const code = ((await codes.textContent()) ?? '').split('\n')[0] ?? ''
      expect(code).toMatch(/^[a-z2-7-]{26,32}$/)

      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByLabel('E-mail address').fill(agent.email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'I have lost my authenticator' }).click()
      await page.getByLabel('Recovery code').fill(code)
      await accessible(page)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByText('You came by a recovery code.')).toBeVisible()
      await expect(page.getByText('9 are left.')).toBeVisible()
      await accessible(page)
    })
  })
}

test('the browser offers the passkey by itself, and a stranger with the device gets nowhere', async ({
  page,
  coffer,
}) => {
  const device = await Device.plugIn(page)
  const agent = await coffer.member('lena', 'Support')
  await enrolByPasskey(page, coffer, agent)
  await device.recognises(false)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
  await device.recognises(true)
  await page.goto(`${coffer.url}/app/signin`)
  await expect(page.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()
})

test('sessions elsewhere are seen and ended, and tokens are made for as little as is needed', async ({
  page,
  browser,
  coffer,
}) => {
  await Device.plugIn(page)
  const agent = await coffer.member('lena', 'Support')
  await enrolByPasskey(page, coffer, agent)
  const cookies = await page.context().cookies()
  const elsewhere = await browser.newContext({ ignoreHTTPSErrors: true })
  await elsewhere.addCookies(cookies)
  const other = await elsewhere.newPage()
  await other.goto(`${coffer.url}/app/cases`)
  await expect(other.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()

  await page.getByRole('link', { name: 'How you sign in' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('What it is for').fill('collector')
  await accessible(page)
  await page.getByRole('button', { name: 'Make it' }).click()
  const again = page.getByRole('dialog', { name: 'Show once more that it is you' })
  await again.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.locator('.copy code')).toContainText('coffer_pat_')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('collector')).toBeVisible()
  await expect(page.locator('body')).not.toContainText('coffer_pat_')

  // The step-up gave this browser a new secret: a copy of the old one is worth nothing.
  await other.goto(`${coffer.url}/app/cases`)
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await elsewhere.close()
})

test('this was not me locks the account', async ({ page, coffer }) => {
  await page.goto(`${coffer.url}/app/not-me#coffer_frz_nothing`)
  await accessible(page)
  await page.getByRole('button', { name: 'Lock my account' }).click()
  await expect(page.getByRole('alert')).toContainText('Tell an administrator')
})

test('answers that come after signing out do not stand in the way of signing in again', async ({
  page,
  coffer,
}) => {
  await withoutAutofill(page)
  await Device.plugIn(page)
  const agent = await coffer.member('lena', 'Support')
  // What the list of cases asks for is answered only when the sign-in page is there: nobody is signed in then.
  const door = page.getByRole('heading', { name: 'Sign in', level: 1 })
  let late = 0
  await page.route(/\/api\/v1\/(cases|departments|views)/, async route => {
    await door.waitFor()
    const response = await route.fetch()
    if (response.status() === 401) late += 1
    await route.fulfill({ response }).catch(() => undefined)
  })
  await enrolByPasskey(page, coffer, agent)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(late).toBeGreaterThan(0)
  await expect(page).toHaveURL(/signin$/)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()
})
