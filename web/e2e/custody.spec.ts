// Who opened what: the contact's own record, checked in the page.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { accessible, accessibleEverywhere, enrol, expect, SCREENS, test } from './fixtures'
import { choose, enterCode, log, openLink } from './sending'

const run = promisify(execFile)

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('the contact sees who read their file, and that it is signed', async ({ page, browser, coffer }) => {
      const contact = `custody-${colorScheme}-${width}@contoso.example`
      const { agent, id, reference } = await openLink(page, coffer, contact)
      await enterCode(page, coffer, contact)
      await choose(page, [log('server.log', 3_000)])
      await page.getByRole('button', { name: 'Send 1 file' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')

      const { id: file } = await coffer.checked(agent, reference, 'server.log')
      const console_ = await browser.newPage({ ignoreHTTPSErrors: true })
      await enrol(console_, coffer, agent)
      await console_.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
      await expect(console_.getByText('a line of a log').first()).toBeVisible()
      await console_.close()

      await page.getByRole('button', { name: 'Who opened what' }).click()
      await expect(page).toHaveURL(/\/log#/)
      await expect(page.getByRole('heading', { level: 1, name: 'Who opened what' })).toBeFocused()
      await expect(page.getByText('lena read server.log, with what was found hidden.').first()).toBeVisible()
      await expect(page.getByText('server.log arrived.')).toBeVisible()
      await expect(page.getByText(/all \d+ entries are in the signed ledger/)).toBeVisible()
      await page.getByText('What was checked, and how').click()
      await accessible(page)

      // An address like any other: it opens again, and goes back to the files.
      await page.reload()
      await expect(page.getByText('server.log arrived.')).toBeVisible()
      await page.getByRole('button', { name: 'Back to the files' }).click()
      await expect(page).not.toHaveURL(/\/log#/)
      await expect(page.getByText('Already received through this link')).toBeVisible()
    })
  })
}

test('a record that was altered on its way says so', async ({ page, coffer }) => {
  const contact = 'altered@contoso.example'
  await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  await choose(page, [log('server.log', 3_000)])
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  await page.route('**/api/v1/link/custody', async route => {
    const answer = await route.fetch()
    const body = (await answer.text()).replace(/(bytes\\?":)\d+/, '$17')
    await route.fulfill({ response: answer, body })
  })
  await page.getByRole('button', { name: 'Who opened what' }).click()
  await expect(page.getByRole('alert')).toContainText('This record does not fit its signature')
  await accessible(page)
})

test('a file that was erased stays in the record, with a certificate that is checked', async ({
  page,
  coffer,
}) => {
  const contact = 'erased@contoso.example'
  const lead = await coffer.member('Ludwig Maurer', 'Support', 'lead')
  const { reference } = await coffer.case(lead, 'Payment service restarts')
  const { page_url } = await coffer.request(lead, reference, contact)
  page.on('filechooser', () => {})
  await page.goto(page_url)
  await enterCode(page, coffer, contact)
  await choose(page, [log('server.log', 3_000)])
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
  const { id: file } = await coffer.checked(lead, reference, 'server.log')
  await coffer.cli(lead.token, 'file', 'erase', file, '--reason', 'The customer asked for it.')

  await page.getByRole('button', { name: 'Who opened what' }).click()
  await expect(page.getByRole('heading', { name: 'Erased files' })).toBeVisible()
  await expect(page.getByText('Ludwig Maurer erased server.log.')).toBeVisible()
  await expect(page.getByText('The keys to server.log were destroyed.')).toBeVisible()
  await expect(page.getByText(/all \d+ entries are in the signed ledger/)).toBeVisible()
  await accessibleEverywhere(page)
  const certificate = page.getByRole('button', { name: 'Save certificate (server.log)' })
  const saving = page.waitForEvent('download')
  await certificate.click()
  const path = await (await saving).path()
  await expect(page.getByText('Checked and saved. It is in the signed ledger.')).toBeVisible()
  const { stdout } = await run(process.env.COFFER_BIN ?? '', ['verify', path, '--json'])
  expect(stdout).toContain('file.keys_destroyed')
  await accessible(page)

  // Another's certificate, or one with another day in it, is not handed on.
  for (const [from, to] of [
    [/(backups_until\\":\\"20)\d\d/, '$100'],
    [new RegExp(file, 'g'), file.replace(/.$/, last => (last === '0' ? '1' : '0'))],
  ] as const) {
    await page.route('**/erasure', async route => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replace(from, to) })
    })
    await certificate.click()
    await expect(page.getByText('This record does not fit its signature')).toBeVisible()
    await page.unroute('**/erasure')
  }
})
