import { readFileSync } from 'node:fs'
import { accessible, expect, SCREENS, test } from './fixtures'
import { choose, enterCode, log, onDisk, openLink } from './sending'

for (const { colorScheme, width } of SCREENS) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } })

    test('a contact sends files and keeps the receipts', async ({ page, coffer }) => {
      const contact = `jane-${colorScheme}-${width}@contoso.example`
      const { reference } = await openLink(page, coffer, contact)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Send files to Aldermoor')
      await expect(page.getByText('Support at Aldermoor')).toBeVisible()
      await expect(page.getByText(reference)).toHaveCount(0)
      await accessible(page)

      await page.getByRole('button', { name: 'E-mail me a code' }).click()
      await expect(page.getByLabel('Code from the e-mail')).toBeFocused()
      const code = await coffer.code(contact)
      await page.getByLabel('Code from the e-mail').fill(code === '000000' ? '111111' : '000000')
      await expect(page.getByRole('alert')).toContainText("doesn't match")
      await accessible(page)
      await page.getByLabel('Code from the e-mail').fill(`${code.slice(0, 3)} ${code.slice(3)}`)

      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Send files for ticket ${reference}`)
      const send = page.getByRole('button', { name: 'Send files' })
      await expect(send).toHaveAttribute('aria-disabled', 'true')
      await expect(page.locator('#why')).toContainText('Add files first.')
      await choose(page, [log('server.log', 9_000_000), log('small.conf', 12), log('empty.txt', 0)])
      await expect(page.locator('#why')).toContainText('Nothing has left this computer yet.')
      await accessible(page)

      await page.getByRole('button', { name: 'Send 3 files' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 files received')
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
      await accessible(page)

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save receipt for server.log' }).click(),
      ])
      const receipt = JSON.parse(readFileSync(await download.path(), 'utf8')) as { format: string }
      expect(receipt.format).toBe('coffer-receipt-v1')

      await page.getByRole('button', { name: 'Send more files' }).click()
      await expect(page.getByRole('heading', { name: 'Already received through this link' })).toBeVisible()
      await accessible(page)
    })
  })
}

test('an interrupted upload goes on after a reload', async ({ page, coffer }) => {
  const contact = 'resume@contoso.example'
  await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const speed = (bytesPerSecond: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    })
  await choose(page, [log('big.log', 30_000_000)])
  await speed(8_000_000)
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  // More than one chunk has arrived for good.
  await expect
    .poll(async () =>
      Number(await page.getByRole('progressbar', { name: 'All files' }).getAttribute('value')),
    )
    .toBeGreaterThan(10_000_000)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paused')
  await page.reload()
  await expect(
    page.getByText('One file of your last visit is not sent yet. Add it again to continue:'),
  ).toBeVisible()
  await accessible(page)
  await speed(-1)
  await choose(page, [log('big.log', 30_000_000)])
  await expect(page.getByText(/Continues at [2-9]\d%/)).toBeVisible()
  await page.getByRole('button', { name: 'Send 1 file' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file received')
})

test('files dropped anywhere are taken', async ({ page, coffer }) => {
  const contact = 'drop@contoso.example'
  await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['dropped'], 'name\u202egpj.log'))
    return transfer
  })
  await page.dispatchEvent('h1', 'dragenter', { dataTransfer: data })
  await expect(page.getByText('Drop to add to ticket')).toBeVisible()
  await page.dispatchEvent('h1', 'drop', { dataTransfer: data })
  await expect(page.getByText('name‹RLO›gpj.log')).toBeVisible()
})

test('a withdrawn link and an incomplete one say so', async ({ page, coffer }) => {
  const agent = await coffer.member('lena', 'Support')
  const { reference } = await coffer.case(agent, 'Export hangs')
  const request = await coffer.request(agent, reference, 'gone@contoso.example')
  const { items } = await coffer.cli<{ items: { id: string }[] }>(
    agent.token,
    'request',
    'list',
    '--case',
    reference,
  )
  await coffer.cli(agent.token, 'request', 'withdraw', items[0]?.id ?? '')
  await page.goto(request.page_url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link was withdrawn')
  await accessible(page)
  await page.goto(request.page_url.replace(/#.*/, ''))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link is not complete')
})

test('the whole way with the keyboard alone', async ({ page, coffer }) => {
  const contact = 'keys@contoso.example'
  await openLink(page, coffer, contact)
  await expect(page.getByRole('button', { name: 'E-mail me a code' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Language')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'E-mail me a code' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Code from the e-mail')).toBeFocused()
  await page.keyboard.type(await coffer.code(contact))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeFocused()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')])
  await chooser.setFiles(onDisk([log('a.log', 100)]))
  await expect(page.locator('.list').getByText('Nothing sensitive found')).toBeVisible()
  const send = page.getByRole('button', { name: 'Send 1 file' })
  for (let tabs = 0; tabs < 10 && !(await send.evaluate(it => it === document.activeElement)); tabs += 1) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: '1 file received' })).toBeFocused()
})
