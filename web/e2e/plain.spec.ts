// The customer page without JavaScript.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures'
import { log, onDisk } from './sending'

test.use({ javaScriptEnabled: false })

test('one file at a time, by plain forms', async ({ page, coffer }) => {
  const contact = 'plain@contoso.example'
  const agent = await coffer.member('lena', 'Support')
  const { reference } = await coffer.case(agent, 'Payment service restarts')
  const request = await coffer.request(agent, reference, contact)
  await page.goto(request.page_url)
  await page.getByRole('link', { name: 'send one file at a time' }).click()

  const address = page.getByLabel('Address of your link')
  await address.fill('https://elsewhere.example/c/x#coffer_lnk_not_a_link')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toContainText('does not belong to a file request')
  await address.fill(request.page_url)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Send files to Aldermoor')
  await expect(page.locator('body')).not.toContainText(reference)

  await page.getByRole('button', { name: 'E-mail me a code' }).click()
  const code = await coffer.code(contact)
  await page.getByLabel('Code from the e-mail').fill(code === '000000' ? '111111' : '000000')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toContainText("doesn't match")
  await page.getByLabel('Code from the e-mail').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText(`Ticket ${reference}`)).toBeVisible()

  const big = log('<b>server.log', 20_000_000)
  await page.getByLabel('File to send').setInputFiles(onDisk([big]))
  await page.getByRole('button', { name: 'Send this file' }).click()
  await expect(page.getByRole('status')).toHaveText('<b>server.log was received, 20.0 MB.')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the receipt' }).click(),
  ])
  expect(JSON.parse(readFileSync(await download.path(), 'utf8')).format).toBe('coffer-receipt-v1')

  await page.getByLabel('File to send').setInputFiles(onDisk([log('second.log', 12)]))
  await page.getByRole('button', { name: 'Send this file' }).click()
  await expect(page.getByRole('status')).toHaveText('second.log was received, 12 B.')
  const stored = await coffer.original(agent, reference, '<b>server.log')
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(sha256(stored)).toBe(sha256(big.buffer))
})

test('a withdrawn link says so', async ({ page, coffer }) => {
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
  await page.goto(`${coffer.url}/c/plain`)
  await page.getByLabel('Address of your link').fill(request.page_url)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toContainText('has ended or was withdrawn')
})

test('what was sent to the contact is taken, and what is asked for is answered', async ({ page, coffer }) => {
  const contact = 'plain-taker@contoso.example'
  const lead = await coffer.member('greta', 'Support', 'lead')
  const { reference } = await coffer.case(lead, 'Payment service restarts')
  const request = await coffer.request(
    lead,
    reference,
    contact,
    '--ask',
    'Gateway <log>=journalctl -u gateway',
    '--ask-optional',
    'Configuration',
  )
  const sent = await coffer.send(lead, reference, contact, onDisk([log('fix.toml', 40)])[0] ?? '')
  await page.goto(`${coffer.url}/c/plain`)
  await page.getByLabel('Address of your link').fill(request.page_url)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.locator('body')).not.toContainText('Gateway')
  const known = coffer.mails(contact).length
  await page.getByRole('button', { name: 'E-mail me a code' }).click()
  await page.getByLabel('Code from the e-mail').fill(await coffer.code(contact, known))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText('can be taken 5 times more')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download fix.toml' }).click(),
  ])
  expect(readFileSync(await download.path())).toHaveLength(40)

  await expect(page.getByText('Gateway <log> (not sent yet)')).toBeVisible()
  await page.getByLabel('What the file is').selectOption('Gateway <log>')
  await page.getByLabel('File to send').setInputFiles(onDisk([log('night.log', 12)]))
  await page.getByRole('button', { name: 'Send this file' }).click()
  await expect(page.getByText('Gateway <log> (received)')).toBeVisible()
  await expect(page.getByText('Configuration (if you have it)')).toBeVisible()

  // The link of the delivery takes nothing in, and shows the same.
  await page.goto(`${coffer.url}/c/plain`)
  await page.getByLabel('Address of your link').fill(sent.page_url)
  await page.getByRole('button', { name: 'Continue' }).click()
  const before = coffer.mails(contact).length
  await page.getByRole('button', { name: 'E-mail me a code' }).click()
  await page.getByLabel('Code from the e-mail').fill(await coffer.code(contact, before))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Files for you')
  await expect(page.getByText('can be taken 4 times more')).toBeVisible()
  await expect(page.getByLabel('File to send')).toHaveCount(0)
})
