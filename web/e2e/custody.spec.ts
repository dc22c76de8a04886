// Who opened what: the contact's own record, checked in the page.
import { accessible, enrol, expect, SCREENS, test } from './fixtures'
import { choose, enterCode, log, openLink } from './sending'

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
