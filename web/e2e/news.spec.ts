// What changes is shown without anybody asking for it: a file that arrives, a session that ended elsewhere.
import { Device, enrolByPasskey, expect, test, withoutAutofill } from './fixtures'

test('what arrives in a case is shown while its page is open, until the session ends', async ({
  page,
  coffer,
}) => {
  const agent = await coffer.member('lena', 'Support', 'lead')
  const { id, reference } = await coffer.case(agent, 'Gateway restarts at night')
  await Device.plugIn(page)
  // The device of a test would answer the sign-in page at once, and be in again.
  await withoutAutofill(page)
  await enrolByPasskey(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByText('No files yet')).toBeVisible()
  // By itself the page would look again once a minute, longer than anything here waits.
  await coffer.deliver(agent, reference, 'gateway.log', 'one\ntwo\nthree\n')
  await expect(page.getByRole('link', { name: 'gateway.log' })).toBeVisible()

  // A reference in the address leads to the case's own.
  const second = await page.context().newPage()
  await second.goto(`${coffer.url}/app/cases/${reference}`)
  await expect(second).toHaveURL(new RegExp(`/cases/${id}$`))
  await expect(second.getByRole('link', { name: 'gateway.log' })).toBeVisible()

  // Whoever signs out on one page is signed out on the other, which shows nothing any more.
  await second.getByRole('button', { name: 'Sign out' }).click()
  await expect(second).toHaveURL(/\/signin/)
  await expect(page).toHaveURL(/\/signin/)
  await expect(page.getByText('gateway.log')).toHaveCount(0)
})
