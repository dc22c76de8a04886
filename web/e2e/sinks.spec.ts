// The places outside that are told what is in the ledger: how far each has got, without where it is or what opens it.
import { accessibleEverywhere, test as base, Device, enrolByPasskey, expect } from './fixtures'
import { Coffer } from './server'

/** A server of its own: its configuration changes. */
const test = base.extend<object, { told: Coffer }>({
  told: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
    async ({}, use) => {
      const coffer = await Coffer.start()
      await use(coffer)
      await coffer.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** Nobody listens at port 1. */
const SINKS = `
[[sink]]
name = "siem"
kind = "https"
url = "https://localhost:1/OPENS-PATH?key=OPENS-QUERY"
authorization_file = "siem.key"
checkpoints = true
[[sink]]
name = "archive"
kind = "file"
format = "cef"
path = "OPENS-FILE.log"
`

test('an operator sees which sink takes nothing, and what mends it', async ({ page, told }) => {
  const operator = await told.member('Olga Roth', 'Support', 'operator')
  await Device.plugIn(page)
  await enrolByPasskey(page, told, operator)
  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByRole('link', { name: 'Events out' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Events out' })).toBeVisible()
  await expect(page.getByText('No place outside is told anything.')).toBeVisible()
  await accessibleEverywhere(page)

  await told.configure(SINKS, { 'siem.key': 'Bearer OPENS-SIEM\n' })
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(page.getByRole('heading', { name: 'One place takes nothing' })).toBeVisible({
      timeout: 2_000,
    })
  }).toPass()
  const sinks = page.getByRole('region', { name: 'One place takes nothing' }).getByRole('listitem')
  await expect(sinks.first()).toContainText('siem')
  await expect(sinks.first()).toContainText('cannot be reached')
  await expect(sinks.first()).toContainText('cofferd events test siem')
  await expect(sinks.first()).toContainText("Is told the ledger's signed head as well.")
  await expect(sinks.last()).toContainText('archive')
  await expect(sinks.last()).toContainText('Is told every entry (CEF), without the addresses they came from.')
  await expect(sinks.last()).toContainText('0 entries')
  await expect(page.locator('body')).not.toContainText(/OPENS|localhost/)
  await accessibleEverywhere(page)
})

test('an agent is refused by its address', async ({ page, told }) => {
  const agent = await told.member('lena', 'Support')
  await Device.plugIn(page)
  await enrolByPasskey(page, told, agent)
  await page.goto(`${told.url}/app/sinks`)
  await expect(page.getByRole('alert')).toContainText('Refused by a rule')
})
