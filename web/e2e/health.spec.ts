// What the server sees of itself, for those who run and guard it.
import { accessibleEverywhere, enrol, expect, test } from './fixtures'

test('an operator sees what is at fault first, with what mends it', async ({ page, coffer }) => {
  const operator = await coffer.member('Olga Roth', 'Support', 'operator')
  await enrol(page, coffer, operator)
  await page.getByRole('link', { name: 'Health' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible()
  // No backup was made of a server that has just been set up.
  const checks = page.getByRole('region', { name: /needs? somebody$/ }).getByRole('listitem')
  await expect(checks.filter({ hasText: 'Backup' })).toContainText('cofferd backup run')
  await expect(checks.first()).not.toContainText('In order')
  await expect(checks.last()).toContainText('In order')
  await expect(page.getByText('Key provider')).toBeVisible()
  await accessibleEverywhere(page)
})

test('an agent is not offered it, and is refused by its address', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  await enrol(page, coffer, agent)
  await expect(page.getByRole('link', { name: 'Health' })).toHaveCount(0)
  await page.goto(`${coffer.url}/app/health`)
  await expect(page.getByRole('alert')).toBeVisible()
})
