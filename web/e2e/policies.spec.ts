import { accessibleEverywhere, another, Device, enrolByPasskey, expect, showAgain, test } from './fixtures'

const READ_ALONG = `@id("own-leads-read-along")
@summary("Leads view all files of their department that are not confidential.")
permit (
  principal is Coffer::Member in Coffer::Role::"lead",
  action in [Coffer::Action::"file.list", Coffer::Action::"file.view"],
  resource is Coffer::File
)
when { resource.case.department == principal.department && resource.class < 2 };
`

test('policies are sentences, proposed by one and approved by another', async ({ page, browser, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  await coffer.member('Marta Ortiz', 'Support', 'lead')
  const { reference } = await coffer.case(agent, 'Export hangs')
  const file = await coffer.deliver(agent, reference, 'app.log', 'INFO nothing to see here\n')
  const olga = await coffer.member('Olga Brandt', 'Support', 'security')
  const noah = await coffer.member('Noah Stein', 'Support', 'security')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.getByRole('link', { name: 'Policies' }).click()
  await expect(page.getByText('Leads who work a case may download its original files.')).toBeVisible()
  await accessibleEverywhere(page)

  await page.getByRole('link', { name: 'Who can', exact: true }).click()
  await page.getByLabel('On what').fill(file)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  const answer = page.getByRole('list', { name: 'Answer' })
  await expect(answer.getByRole('listitem').filter({ hasText: agent.email })).toContainText('may')
  await accessibleEverywhere(page)
  await page.getByLabel('Act', { exact: true }).selectOption('file.download')
  await page.getByLabel('Member').fill(agent.email)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(page).toHaveURL(/action=file.download/)
  await expect(answer).toContainText('may not')

  await page.getByRole('link', { name: 'Your own' }).click()
  await page.getByLabel('Your policies, in Cedar').fill('permit (principal, action, resource);')
  await page.getByRole('button', { name: 'What changes' }).click()
  await expect(page.getByText('These cannot come into force.')).toBeVisible()
  await page.getByLabel('Your policies, in Cedar').fill(READ_ALONG)
  await page.getByRole('button', { name: 'What changes' }).click()
  // Everybody's acts on everything are asked about: on a busy machine that takes its time.
  await expect(page.getByText('These may permit more than now')).toBeVisible({ timeout: 90_000 })
  await page.getByRole('button', { name: 'Try on what happened' }).click()
  await expect(page.getByText(/acts in .* ledger entries/)).toBeVisible()
  await accessibleEverywhere(page)
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Why' }).fill('Leads read along in their department.')
  await dialog.getByRole('button', { name: 'Propose' }).click()
  await showAgain(page)
  // Asked once more before it is taken: it takes as long again.
  await expect(page.getByText('Another security officer has to approve it.').first()).toBeVisible({
    timeout: 90_000,
  })
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByText('Leads read along in their department.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0)
  await accessibleEverywhere(page)

  const other = await another(browser, coffer, noah)
  await other.goto(`${coffer.url}/app/policies?view=history`)
  await other.getByRole('button', { name: 'Approve' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await showAgain(other)
  await expect(other.getByText('Approved', { exact: true })).toBeVisible()
  await other.context().close()
})
