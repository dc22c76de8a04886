// The list of cases: filters in the address, views that follow their owner, and what an empty list says.
import { accessible, accessibleEverywhere, another, enrol, expect, SCREENS, test } from './fixtures'
import type { Coffer } from './server'

async function desk(coffer: Coffer) {
  const agent = await coffer.member('Priya Nair', 'Support')
  const subject = `List ${Math.random().toString(36).slice(2, 8)}`
  const fresh = await coffer.case(agent, `${subject} with a log`)
  const quiet = await coffer.case(agent, `${subject} without`)
  await coffer.deliver(agent, fresh.reference, 'app.log', 'all well\n')
  return { agent, subject, fresh, quiet }
}

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('cases are filtered, and the address says how', async ({ page, coffer }) => {
      const { agent, subject, fresh, quiet } = await desk(coffer)
      await enrol(page, coffer, agent)
      await page.getByLabel('Case, subject or customer').fill(subject)
      await expect(page).toHaveURL(new RegExp(`q=${subject.replace(' ', '(\\+|%20)')}`))
      await expect(page.getByRole('row')).toHaveCount(3)
      await page.getByLabel('New files').selectOption('in the last day')
      await expect(page).toHaveURL(/hours=24/)
      await expect(page.getByRole('link', { name: fresh.reference })).toBeVisible()
      await expect(page.getByRole('link', { name: quiet.reference })).toHaveCount(0)
      await accessible(page)
      // Whoever is sent the address sees the same.
      await page.reload()
      await expect(page.getByRole('link', { name: fresh.reference })).toBeVisible()
      await expect(page.getByRole('link', { name: quiet.reference })).toHaveCount(0)
      await expect(page.getByLabel('Case, subject or customer')).toHaveValue(subject)
      await page.getByLabel('Lane').selectOption('PHI')
      await expect(page.getByText('No case fits these filters.')).toBeVisible()
      await accessible(page)
      await page.getByRole('link', { name: 'Show all open cases' }).click()
      await expect(page).toHaveURL(/\/cases$/)
      await expect(page.getByRole('link', { name: quiet.reference })).toBeVisible()
      await page.getByLabel('Department', { exact: true }).selectOption('Engineering')
      await expect(page.getByText('No case fits these filters.')).toBeVisible()
    })
  })
}

test('a view is saved, found in another browser, and removed', async ({ page, browser, coffer }) => {
  const { agent, subject, fresh, quiet } = await desk(coffer)
  await enrol(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases?hours=24&q=${encodeURIComponent(subject)}`)
  await expect(page.getByRole('link', { name: fresh.reference })).toBeVisible()
  await page.getByRole('button', { name: 'Save this view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await accessibleEverywhere(page)
  await page.keyboard.type('New today')
  await page.keyboard.press('Enter')
  const views = page.getByRole('navigation', { name: 'Saved views' })
  await expect(views.getByRole('link', { name: 'New today' })).toHaveAttribute('aria-current', 'page')
  await accessibleEverywhere(page)

  // It is the member's, not the browser's; and nobody else's.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  await context.addCookies(await page.context().cookies())
  const elsewhere = await context.newPage()
  await elsewhere.goto(`${coffer.url}/app/cases`)
  await expect(elsewhere.getByRole('link', { name: quiet.reference })).toBeVisible()
  await elsewhere.getByRole('link', { name: 'New today' }).click()
  await expect(elsewhere).toHaveURL(/hours=24/)
  await expect(elsewhere.getByRole('link', { name: fresh.reference })).toBeVisible()
  await expect(elsewhere.getByRole('link', { name: quiet.reference })).toHaveCount(0)
  await expect(elsewhere.getByLabel('Case, subject or customer')).toHaveValue(subject)
  await context.close()
  const colleague = await another(browser, coffer, await coffer.member('Tom Berg', 'Support'))
  await expect(colleague.getByRole('button', { name: 'Save this view' })).toBeVisible()
  await expect(colleague.getByRole('link', { name: 'New today' })).toHaveCount(0)
  await colleague.context().close()

  await page.getByRole('button', { name: 'Remove this view: New today' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove this view' }).click()
  await expect(views).toHaveCount(0)
  await expect(page.getByRole('link', { name: fresh.reference })).toBeVisible()
})

test('an empty list says what will be there', async ({ page, coffer }) => {
  const newcomer = await coffer.member('Nora Falk', 'Engineering')
  await enrol(page, coffer, newcomer)
  await expect(
    page.getByText('No cases here. Files arrive in a case when a customer sends them.'),
  ).toBeVisible()
  await page.getByText('My cases', { exact: true }).click()
  await expect(page.getByText('No cases wait for you.')).toBeVisible()
  await page.getByText('Closed', { exact: true }).click()
  await page.getByText('All cases', { exact: true }).click()
  await expect(page.getByText('No case was closed yet.')).toBeVisible()
  await accessibleEverywhere(page)
})

test('a list that is still loading scrolls by keyboard as well', async ({ page, coffer }) => {
  const agent = await coffer.member('Priya Nair', 'Support')
  await enrol(page, coffer, agent)
  await page.setViewportSize({ width: 320, height: 800 })
  // Its answer never comes.
  await page.route(/\/api\/v1\/cases(\?|$)/, () => undefined)
  await page.goto(`${coffer.url}/app/cases?q=late`)
  await expect(page.locator('.skeleton').first()).toBeAttached()
  await accessible(page)
  const list = page.getByRole('region', { name: 'List of cases' })
  await list.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => list.evaluate(element => element.scrollLeft)).toBeGreaterThan(0)
})
