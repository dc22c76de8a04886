// A member writes about a line, the contact answers, and mail says only that there is a message.
import { accessible, accessibleEverywhere, Device, enrolByPasskey, expect, showAgain, test } from './fixtures'
import { enterCode } from './sending'

const CONTACT = 'writer@contoso.example'

test('a member and a contact write to each other', async ({ page, browser, coffer }) => {
  const agent = await coffer.member('lena', 'Support', 'lead')
  const { id, reference } = await coffer.case(agent, 'Gateway restarts at night')
  const file = await coffer.deliver(agent, reference, 'gateway.log', 'one\ntwo\nthree\n')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}?view=messages`)
  await expect(page.getByText('Nothing was written in this case yet.')).toBeVisible()
  const request = await coffer.request(agent, reference, CONTACT)
  await page.getByLabel('Message to the customer').fill('The password=correct-horse-42 does not work')
  await page.getByRole('button', { name: 'Send the message' }).click()
  await expect(page.getByText('must not hold a card, account, password or key')).toBeVisible()
  await accessibleEverywhere(page)
  await page
    .getByLabel('Message to the customer')
    .fill('Which version runs on node 3?\n\u202e<b>not markup</b>')
  await page.getByRole('button', { name: 'Send the message' }).press('Enter')
  await expect(page.getByText('Sent. One person was told by mail.')).toBeVisible()
  await expect(page.getByText('‹RLO›<b>not markup</b>')).toBeVisible()

  // About a line: by its key, with the place in it and nothing else.
  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}?line=2`)
  await expect(page.getByRole('button', { name: 'Message about this line' })).toBeVisible()
  await page.keyboard.press('m')
  const dialog = page.getByRole('dialog')
  const text = dialog.getByLabel('Message to the customer')
  await expect(text).toBeFocused()
  await expect(text).toHaveValue(/^About line 2 of gateway\.log:\nhttps:\/\/\S+line=2\n\n$/)
  await accessibleEverywhere(page)
  await text.press('Control+End')
  await text.pressSequentially('What runs then?')
  await dialog.getByRole('button', { name: 'Send the message' }).click()
  await expect(dialog.getByText('Sent. One person was told by mail.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()

  const told = coffer.mails(CONTACT).at(-1) ?? ''
  expect(told).toContain(`There is a message about case ${reference}`)
  expect(told).not.toContain('node 3')

  const contact = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const theirs = await contact.newPage()
  await theirs.goto(request.page_url)
  await expect(theirs.getByText('node 3')).toHaveCount(0)
  await enterCode(theirs, coffer, CONTACT)
  await expect(theirs.getByText('2 messages')).toBeVisible()
  await expect(theirs.getByText('‹RLO›<b>not markup</b>')).toBeVisible()
  await accessibleEverywhere(theirs)
  await theirs.getByLabel(/^Your message to /).fill('Node 3 has 9.2.1.\nThe nightly job.')
  await theirs.getByRole('button', { name: 'Send the message' }).press('Enter')
  await expect(theirs.getByText('Those who work on this ticket are told')).toBeVisible()
  await expect(theirs.getByText('3 messages')).toBeVisible()
  await accessible(theirs)

  await page.goto(`${coffer.url}/app/cases/${id}?view=messages`)
  await expect(page.getByText('Node 3 has 9.2.1.')).toBeVisible()
  await expect(page.getByText(CONTACT)).toBeVisible()
  await accessibleEverywhere(page)

  // What was written by mistake is erased, for a reason.
  const erase = page.getByRole('button', { name: /^Erase the message of writer/ })
  await erase.click()
  const ask = page.getByRole('dialog')
  await ask.getByRole('textbox').fill('the customer asked for it')
  await accessible(page)
  await ask.getByRole('button', { name: 'Erase' }).click()
  await showAgain(page)
  await expect(page.getByText('(erased)')).toBeVisible()
  await expect(page.getByText('Node 3 has 9.2.1.')).toHaveCount(0)
  await expect(erase).toHaveCount(0)
  await theirs.reload()
  await theirs.getByText('3 messages').click()
  await expect(theirs.getByText('This message was erased.')).toBeVisible()
  await contact.close()
})
