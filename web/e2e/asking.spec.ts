// What is asked for: said in the console, answered on the customer's page, seen in the console again.
import { accessible, accessibleEverywhere, Device, enrolByPasskey, expect, test } from './fixtures'
import { log, onDisk } from './sending'

const CONTACT = 'asked@contoso.example'

test('a lead asks for files by a template, and the contact answers some of it', async ({
  page,
  browser,
  coffer,
}) => {
  const lead = await coffer.member('greta', 'Support', 'lead')
  const { id } = await coffer.case(lead, 'Gateway restarts at night')
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, lead)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await page.getByRole('button', { name: 'Request files' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel("Contact's e-mail address").fill(CONTACT)
  await dialog.getByRole('button', { name: 'Ask for: Log bundle' }).click()
  await expect(dialog.getByLabel('What it is', { exact: true }).first()).toHaveValue(
    'Logs around the time of the problem',
  )
  await dialog.getByRole('button', { name: 'Remove the item Versions of product and system' }).click()
  await dialog.getByRole('button', { name: 'Add an item' }).press('Enter')
  await expect(dialog.getByLabel('What it is', { exact: true }).last()).toBeFocused()
  await dialog.getByLabel('What it is', { exact: true }).last().fill('Gateway configuration')
  await dialog.getByLabel('What it is for, or how to get it').last().fill('cat /etc/gateway.toml')
  await dialog.getByText('As the contact will see it').click()
  await accessibleEverywhere(page)
  await dialog.getByLabel('Save this list as a template').fill('Night restarts')
  await dialog.getByRole('button', { name: 'Save the template' }).click()
  await expect(dialog.getByText('Night restarts saved')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Ask for: Night restarts' })).toBeVisible()
  await dialog.getByLabel("Language of the contact's page").selectOption('Deutsch')
  await expect(dialog.getByRole('button', { name: 'Ask for: Protokolle' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const url = (await dialog.locator('.copy code').first().textContent()) ?? ''
  expect(url).toContain('?lang=de#')
  await dialog.getByRole('button', { name: 'Close' }).click()
  const list = page.getByRole('list', { name: `Asked of ${CONTACT}` })
  await expect(list.getByRole('listitem')).toHaveText([
    'Logs around the time of the problem not sent yet',
    'System journal if they have it',
    'Gateway configuration not sent yet',
  ])
  await accessibleEverywhere(page)

  const contact = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const theirs = await contact.newPage()
  theirs.on('filechooser', () => {})
  await theirs.goto(url)
  await expect(theirs.getByText('Gateway configuration')).toHaveCount(0)
  await theirs.getByRole('button', { name: 'Code per E-Mail' }).click()
  await theirs.getByLabel('Code aus der E-Mail').fill(await coffer.code(CONTACT))
  await expect(theirs.getByRole('heading', { name: 'Worum gebeten wird' })).toBeVisible()
  await theirs.goto(url.replace('lang=de', 'lang=en'))
  await expect(theirs.getByText('cat /etc/gateway.toml')).toBeVisible()
  await accessibleEverywhere(theirs)

  const chooser = theirs.waitForEvent('filechooser')
  await theirs.getByRole('button', { name: 'Add files: Gateway configuration' }).press('Enter')
  await (await chooser).setFiles(onDisk([log('gateway.toml', 40)]))
  await theirs
    .locator('input[type=file]')
    .first()
    .setInputFiles(onDisk([log('night.log', 4_000), log('more.txt', 10)]))
  const which = theirs.getByLabel('What night.log is')
  await expect(which).toHaveValue('0')
  await which.selectOption('Logs around the time of the problem')
  await expect(theirs.getByLabel('What gateway.toml is')).toHaveValue('3')
  await expect(theirs.getByText('1 file chosen, not sent yet')).toHaveCount(2)
  await accessibleEverywhere(theirs)
  await theirs.getByRole('button', { name: 'Send 3 files' }).click()
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('3 files received')
  await theirs.getByRole('button', { name: 'Send more files' }).click()
  await expect(theirs.getByText('1 file received')).toHaveCount(2)
  await accessible(theirs)

  await page.reload()
  await expect(list.getByRole('listitem').nth(0)).toHaveText(
    'Logs around the time of the problem one file night.log',
  )
  await expect(list.getByRole('listitem').nth(1)).toHaveText('System journal if they have it')
  await expect(list.getByRole('link', { name: 'gateway.toml' })).toBeVisible()
  await page.getByRole('button', { name: 'Request files' }).click()
  await dialog.getByRole('button', { name: 'Remove the template Night restarts' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(dialog.getByRole('button', { name: 'Ask for: Night restarts' })).toHaveCount(0)
  await contact.close()
})
