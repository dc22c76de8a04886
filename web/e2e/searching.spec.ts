// Search in a log: hits as they are found, stopped by whoever has enough, and what a limit hides is said.
import type { Page } from '@playwright/test'
import { accessible, accessibleEverywhere, enrol, expect, SCREENS, test } from './fixtures'
import type { Coffer } from './server'

const LINES = 60_000

function bigLog(): string {
  const lines = Array.from(
    { length: LINES },
    (_, at) => `2026-11-23T10:14:05Z INFO request ${at + 1} answered by worker-${at % 7} of the payment pool`,
  )
  return `${lines.join('\n')}\n`
}

async function open(coffer: Coffer) {
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  const file = await coffer.deliver(agent, reference, 'app.log', bigLog())
  return { agent, address: `${coffer.url}/app/cases/${id}/files/${file}` }
}

/** From now on a line so slow that a whole answer would take minutes, until it is made fast again. */
async function slowly(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  const throughput = (downloadThroughput: number) =>
    devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput,
      uploadThroughput: -1,
    })
  await throughput(16_000)
  return { fast: () => throughput(-1) }
}

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('hits are shown while the search goes on, and it is stopped', async ({ page, coffer }) => {
      const { agent, address } = await open(coffer)
      await enrol(page, coffer, agent)
      await page.goto(address)
      await expect(page.getByRole('grid')).toBeVisible()
      await slowly(page)
      await page.getByLabel('Search this file').fill('request \\d\\d+')
      await page.getByLabel('Search this file').press('Enter')
      await expect(page.getByText(/^[\d,]+ hits? so far, \d+ %$/)).toBeVisible()
      await expect(page.getByRole('button', { name: /^Line 10 / })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Next hit' })).toBeEnabled()
      await accessible(page)
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await expect(page.getByText(/^stopped after [\d,]+ hits?$/)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Search', exact: true })).toBeVisible()
      await expect(page.getByRole('button', { name: /^Line 10 / })).toBeVisible()
      await accessible(page)
    })
  })
}

test('a limit is said, the next hit is a key away, and a bad expression too', async ({ page, coffer }) => {
  const { agent, address } = await open(coffer)
  await enrol(page, coffer, agent)
  await page.goto(`${address}?q=request+%5Cd%5Cd`)
  await expect(page.getByText('more than 10,000 hits')).toBeVisible()
  await expect(page.getByText('The first 200 are listed; P goes to all of them.')).toBeVisible()
  await accessibleEverywhere(page)
  await page.goto(`${address}?q=request+59999+`)
  await expect(page.getByText('1 hit', { exact: true })).toBeVisible()
  await expect(page.getByText('60,000 lines searched')).toBeVisible()
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/line=59999\b/)
  await page.getByLabel('Search this file').fill('(')
  await page.getByLabel('Search this file').press('Enter')
  await expect(page.getByRole('alert')).toContainText('regular expression')
  await accessibleEverywhere(page)
})

test('access that ends during a search ends it', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const lead = await coffer.member('grace', 'Support', 'lead')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  // More to tell than all buffers on the way hold.
  const long = 'a request with a long story '.repeat(60)
  const log = Array.from({ length: 11_000 }, (_, at) => `${at} ${long}`).join('\n')
  const file = await coffer.deliver(agent, reference, 'long.log', log)
  await enrol(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
  await expect(page.getByRole('grid')).toBeVisible()
  const line = await slowly(page)
  await page.getByLabel('Search this file').fill('long story')
  await page.getByLabel('Search this file').press('Enter')
  await expect(page.getByText(/^[\d,]+ hits? so far/)).toBeVisible()
  await coffer.cli(lead.token, 'case', 'remove-member', id, '--member', agent.email)
  await line.fast()
  // What was under way ends in a refusal that names its rule, not in a count that looks whole.
  await expect(page.getByRole('alert').first()).toContainText('Refused by a rule')
})
