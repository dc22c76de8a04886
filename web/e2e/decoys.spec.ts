// Decoys: set out by officers, shown once, told of when somebody touches one, and taken back.
import type { Page } from '@playwright/test'
import {
  accessible,
  accessibleEverywhere,
  another,
  test as base,
  Device,
  enrolByPasskey,
  expect,
  showAgain,
} from './fixtures'
import { speakPseudo } from './pseudo'
import { Coffer } from './server'

/** A server of its own: after a decoy was used, passwords from its network are not looked at. */
const test = base.extend<object, { baited: Coffer }>({
  baited: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
    async ({}, use) => {
      const coffer = await Coffer.start()
      await use(coffer)
      await coffer.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** A security officer at the page of decoys. */
async function atDecoys(page: Page, coffer: Coffer): Promise<void> {
  const olga = await coffer.member('Olga Weiss', 'Engineering', 'security')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.goto(`${coffer.url}/app/alerts`)
  await page.getByRole('link', { name: 'Decoys' }).click()
  // What is set out is shown to whoever shows that it is them.
  await showAgain(page)
  await expect(page.getByRole('heading', { level: 1, name: 'Decoys' })).toBeVisible()
}

/** The dialog that sets one out, of this kind. */
async function setsOut(page: Page, kind: 'Token' | 'Account' | 'File') {
  await page.getByRole('button', { name: 'Set out a decoy' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set out a decoy' })
  await dialog.getByRole('radio', { name: new RegExp(`^${kind}`) }).check()
  return dialog
}

test('a token is set out by keyboard, shown once, used by a thief, and taken back', async ({
  page,
  baited,
  request,
}) => {
  await atDecoys(page, baited)
  await expect(page.getByText('A decoy is a token, an account or a file')).toBeVisible()
  await accessibleEverywhere(page)

  await page.getByRole('button', { name: 'Set out a decoy' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Set out a decoy' })
  await accessibleEverywhere(page)
  const place = dialog.getByRole('textbox', { name: 'Where it will lie' })
  await place.focus()
  await page.keyboard.press('Enter')
  await expect(place).toHaveAccessibleDescription(/^Must .*For the day|For the day.*Must /)
  await expect(place).toBeFocused()
  await accessibleEverywhere(page)
  await page.keyboard.type('wiki, page <b>deploy</b>')
  await page.keyboard.press('Enter')

  const made = page.getByRole('dialog', { name: 'The token is set out' })
  await expect(made.getByRole('status')).toContainText('It opens nothing, and is shown this once.')
  await expect(made.getByRole('button', { name: 'Close' })).toBeFocused()
  const secret = (await made.locator('.copy code').textContent()) ?? ''
  expect(secret).toMatch(/^coffer_/)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await made.getByRole('button', { name: 'Copy: Token' }).click()
  await expect(made.getByText('Copied')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await accessibleEverywhere(page)
  await made.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Set out a decoy' })).toBeFocused()

  const token = page.getByRole('listitem').filter({ hasText: 'wiki, page <b>deploy</b>' })
  await expect(token).toContainText('by Olga Weiss')
  await page.reload()
  await expect(token).toBeVisible()
  expect(await page.content()).not.toContain(secret)
  await accessibleEverywhere(page)

  const answer = await request.get(`${baited.url}/api/v1/cases`, {
    headers: { Authorization: `Bearer ${secret}` },
  })
  expect(answer.status()).toBe(401)
  await page.goto(`${baited.url}/app/alerts`)
  await page.getByRole('link', { name: /Somebody touched what nobody has a reason to touch/ }).click()
  await expect(page.getByText('Rule D22-canary')).toBeVisible()
  const list = page.getByRole('link', { name: 'See what is set out' })
  await expect(list).toHaveAttribute('href', /touched=dcy_/)
  await accessibleEverywhere(page)
  await list.click()
  await expect(token).toContainText('The alert is about this one')
  await accessibleEverywhere(page)

  await token.getByRole('button', { name: 'Take back: wiki, page <b>deploy</b>' }).click()
  const ends = page.getByRole('alertdialog', { name: 'Take this token back?' })
  await expect(ends).toContainText('raises no alert any more')
  await accessibleEverywhere(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(ends).toHaveCount(0)
  await expect(token).toHaveCount(0)
})

test('an account and a file are set out; what was not accepted is said beside the field', async ({
  page,
  baited,
  request,
}) => {
  const agent = await baited.member('Marta Kowal', 'Support')
  const { id, reference } = await baited.case(agent, 'Payment service restarts')
  await atDecoys(page, baited)

  const account = await setsOut(page, 'Account')
  await account.getByRole('textbox', { name: 'Where it will lie' }).fill('script backup.sh of 2019')
  const email = account.getByRole('textbox', { name: 'Address' })
  await email.fill(agent.email)
  await account.getByRole('button', { name: 'Set out a decoy' }).click()
  await expect(email).toHaveAccessibleDescription(/A member or another decoy has that address/)
  await expect(email).toBeFocused()
  await accessibleEverywhere(page)
  await email.fill('svc-backup@aldermoor.example')
  await account.getByRole('button', { name: 'Set out a decoy' }).click()
  const made = page.getByRole('dialog', { name: 'The account is set out' })
  await expect(made.locator('.copy code').first()).toHaveText('svc-backup@aldermoor.example')
  await expect(made.locator('.copy code').last()).toHaveText(/^[a-z2-7]{26}$/)
  await accessibleEverywhere(page)
  await page.keyboard.press('Escape')
  const item = page.getByRole('listitem').filter({ hasText: 'script backup.sh of 2019' })
  await expect(item).toContainText('svc-backup@aldermoor.example')

  const file = await setsOut(page, 'File')
  await accessibleEverywhere(page)
  const whose = file.getByRole('textbox', { name: 'Case' })
  await whose.fill('no-such-case')
  await file.getByRole('textbox', { name: 'Name' }).fill('vpn-credentials.txt')
  const content = file.getByRole('textbox', { name: 'Content' })
  await content.fill('too short')
  await file.getByRole('button', { name: 'Set out a decoy' }).click()
  await expect(content).toHaveAccessibleDescription(/Must have 16 bytes to 64 KiB/)
  await content.fill('user=vpn-admin\npassword=made-up-for-thieves\n')
  await file.getByRole('button', { name: 'Set out a decoy' }).click()
  await expect(whose).toHaveAccessibleDescription(/There is no such case/)
  await whose.fill(reference)
  await file.getByRole('button', { name: 'Set out a decoy' }).click()
  await expect(file).toHaveCount(0)
  const planted = page.getByRole('listitem').filter({ hasText: 'vpn-credentials.txt' })
  await expect(planted).toContainText('Goes with its case')
  await expect(planted.getByRole('link', { name: id })).toBeVisible()
  await expect(planted.getByRole('button')).toHaveCount(0)
  await accessibleEverywhere(page)
  expect(await baited.fileNames(agent, reference)).not.toContain('vpn-credentials.txt')

  const touch = await request.get(
    `${baited.url}/api/v1/files/${await planted.locator('code').textContent()}`,
    {
      headers: { Authorization: `Bearer ${agent.token}` },
    },
  )
  expect(touch.status()).toBe(404)
  await page.goto(`${baited.url}/app/alerts`)
  await page
    .getByRole('link', { name: /Somebody touched what nobody has a reason to touch/ })
    .filter({ hasText: 'Marta Kowal' })
    .click()
  await expect(page.getByRole('link', { name: 'See what is set out' })).toHaveAttribute(
    'href',
    /touched=file_/,
  )
  await page.getByRole('link', { name: 'See what is set out' }).click()
  await expect(planted).toContainText('The alert is about this one')
})

test('the palette goes there and sets one out', async ({ page, baited }) => {
  await atDecoys(page, baited)
  await page.getByRole('link', { name: 'Health' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible()
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  await page.keyboard.press('Control+k')
  await palette.getByRole('searchbox').fill('decoys')
  await palette.getByRole('menuitem', { name: 'Decoys', exact: true }).click()
  await expect(page).toHaveURL(/\/app\/decoys$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Decoys' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await palette.getByRole('searchbox').fill('set out')
  await palette.getByRole('menuitem', { name: 'Set out a decoy' }).click()
  await expect(page.getByRole('dialog', { name: 'Set out a decoy' })).toBeVisible()
})

test('an agent is offered no decoys, an auditor sees alerts without them', async ({
  page,
  browser,
  baited,
}) => {
  const agent = await baited.member('Marta Kowal', 'Support')
  await Device.plugIn(page)
  await enrolByPasskey(page, baited, agent)
  await page.goto(`${baited.url}/app/decoys`)
  await expect(page.getByRole('alert')).toContainText('Refused by a rule')
  await expect(page.getByRole('button', { name: 'Set out a decoy' })).toHaveCount(0)
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  await palette.getByRole('searchbox').fill('decoys')
  await expect(palette.getByText('Nothing here by these words.')).toBeVisible()

  const auditor = await another(browser, baited, await baited.member('Emil Voss', 'Support', 'auditor'))
  await auditor.goto(`${baited.url}/app/alerts`)
  await expect(auditor.getByRole('link', { name: 'Budgets' })).toBeVisible()
  await expect(auditor.getByRole('link', { name: 'Decoys' })).toHaveCount(0)
  await auditor.context().close()
})

test.describe('in the pseudo-language', () => {
  test.use({ locale: 'de', viewport: { width: 320, height: 800 } })
  test('the page and its dialog are translated, and fit', async ({ page, baited }) => {
    await speakPseudo(page, ['common', 'console', 'office'])
    const olga = await baited.member('Olga', 'Support', 'security')
    await Device.plugIn(page)
    await page.goto(`${baited.url}/app/enrol#${olga.enrolment}`)
    await page.locator('.btn.primary').first().click()
    await expect(page.locator('.jump')).toBeVisible()
    await page.goto(`${baited.url}/app/decoys`)
    await page.locator('.dialog .btn.primary').click()
    await page.locator('.top .btn').click()
    await page.locator('.choice input').last().check()
    await expect(page.locator('.dialog textarea')).toBeVisible()
    await accessible(page)
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, line by line, is what is meant
    const text = await page.locator('.dialog').innerText()
    expect(text.split('\n').filter(line => /^[A-Za-z ]{4,}$/.test(line))).toEqual([])
  })
})
