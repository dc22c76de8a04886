// Files that somebody replaced or renamed: seen first, put back by those who may, shown again one version at a time.
import type { APIRequestContext, Page } from '@playwright/test'
import {
  accessible,
  accessibleEverywhere,
  another,
  Device,
  enrolByPasskey,
  expect,
  showAgain,
  test,
} from './fixtures'
import type { Coffer, Person } from './server'

const GOOD = '2026-11-23T10:14:05Z INFO payment answered\n'
const NOISE = 'not what the customer sent\n'
const WHY = 'Somebody encrypted the files.'

/** A further version, as whoever can write to a case's files adds one. */
async function overwrite(request: APIRequestContext, coffer: Coffer, who: Person, file: string) {
  const answer = await request.put(`${coffer.url}/api/v1/files/${file}/content`, {
    data: NOISE,
    headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/octet-stream' },
  })
  expect(answer.status()).toBe(200)
}

async function desk(coffer: Coffer) {
  const lead = await coffer.member('Lena Brandt', 'Support', 'lead')
  const { id, reference } = await coffer.case(lead, 'Payment service restarts')
  const file = await coffer.deliver(lead, reference, 'app.log', GOOD)
  return { lead, id, reference, file }
}

/** The browser's time now, as a field for it holds it, once a whole second of it is over: what comes next is later. */
async function now(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const second = () => Math.floor(Date.now() / 1_000)
    const begun = second()
    while (second() === begun) await new Promise(requestAnimationFrame)
    const at = new Date(second() * 1_000)
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  })
}

test('a lead sees what would change, puts a case back, and shows a version again', async ({
  page,
  request,
  coffer,
}) => {
  const { lead, id, reference, file } = await desk(coffer)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, lead)
  const then = await now(page)
  await overwrite(request, coffer, lead, file)
  await coffer.cli(lead.token, 'file', 'rename', file, '--name', 'app.locked')
  await coffer.deliver(lead, reference, 'newer.log', GOOD)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByText('version 2')).toBeVisible()

  await page.getByRole('button', { name: 'Put files back' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Put files of case ${reference} back` })
  const since = dialog.getByLabel('Undo what happened after')
  await expect(since).toBeFocused()
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await expect(dialog.getByText('A date and a time.', { exact: true })).toBeVisible()
  await expect(dialog.getByText('At least ten characters.', { exact: true })).toBeVisible()
  await accessibleEverywhere(page)
  await since.fill(then)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(WHY)
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await showAgain(page)
  await expect(dialog.getByText('1 file would be put back. Nothing is changed yet.')).toBeVisible()
  await expect(dialog.getByText('1 file came into being after that time')).toBeVisible()
  await expect(dialog.getByRole('row').nth(1)).toHaveText(/app\.locked\s*1 instead of 2\s*as it was then/)
  await accessibleEverywhere(page)

  await dialog.getByRole('button', { name: 'Another time' }).click()
  await expect(since).toHaveValue(then)
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue(WHY)
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await dialog.getByRole('button', { name: 'Put 1 file back' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('1 file was put back. What came after is kept, set aside.')).toBeVisible()
  await accessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('link', { name: 'app.log', exact: true })).toBeVisible()
  await expect(page.getByText('version 2')).toHaveCount(0)

  // Once is enough.
  await page.getByRole('button', { name: 'Put files back' }).click()
  await since.fill(then)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(WHY)
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await expect(dialog.getByText('There is nothing to put back.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Put/ })).toHaveCount(0)
  await accessible(page)
  await page.keyboard.press('Escape')

  await page.goto(`${coffer.url}/app/cases/${id}/files/${file}`)
  await expect(page.getByRole('grid')).toContainText('payment answered')
  await page.getByRole('button', { name: 'Versions' }).click()
  const versions = page.getByRole('dialog', { name: 'Versions of app.log' })
  await expect(versions.getByRole('listitem').first()).toContainText('Set aside')
  await expect(versions.getByRole('listitem').last()).toContainText('Shown')
  await accessibleEverywhere(page)
  await versions.getByRole('button', { name: 'Show this one: version 2' }).click()
  const asked = page.getByRole('dialog', { name: 'Show version 2 of app.log?' })
  await asked.getByRole('textbox', { name: 'Reason' }).fill('The newest one was ours after all.')
  await accessible(page)
  await asked.getByRole('button', { name: 'Show version 2' }).click()
  await expect(versions.getByRole('listitem').first()).toContainText('Shown')
  await versions.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('grid')).toContainText('not what the customer sent')
})

test('an officer undoes what a member did, from the alert that tells of it', async ({
  page,
  request,
  coffer,
}) => {
  const { lead, id, reference, file } = await desk(coffer)
  const olga = await coffer.member('Olga Weiss', 'Engineering', 'security')
  await overwrite(request, coffer, lead, file)
  // Ten strange endings are what rule D18 looks for; the account is locked by it, at the latest by the last one.
  for (let at = 0; at < 10; at += 1) {
    const renamed = coffer.cli(lead.token, 'file', 'rename', file, '--name', `app.locked${at}`)
    await (at < 9 ? renamed : renamed.catch(() => undefined))
  }
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, olga)
  await page.goto(`${coffer.url}/app/alerts`)
  await page
    .getByRole('link', { name: /the way ransomware does/ })
    .first()
    .click()
  const part = page.getByRole('region', { name: 'What they did to files' })
  await expect(part).toContainText('The time proposed is that of the first entry that counted here')
  await accessibleEverywhere(page)
  await part.getByRole('button', { name: 'Put files back' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put back what Lena Brandt did to files' })
  await expect(dialog.getByLabel('Undo what happened after')).not.toHaveValue('')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(WHY)
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await showAgain(page)
  // Officers open no case for this: they see which files, not their names.
  const row = dialog.getByRole('row').nth(1)
  await expect(row).toContainText(file)
  await expect(row).toContainText('as it was then')
  await expect(dialog).not.toContainText('app.log')
  await expect(row.getByRole('link', { name: reference })).toHaveAttribute('href', `/app/cases/${id}`)
  await accessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Put 1 file back' }).click()
  await expect(dialog.getByText('1 file was put back.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()

  // The same from the page of the member, and from that of a case nobody opened.
  await page.getByRole('link', { name: 'Lena Brandt', exact: true }).click()
  await expect(page.getByRole('region', { name: 'What they did to files' })).toBeVisible()
  await accessibleEverywhere(page)
  await page.goto(`${coffer.url}/app/cases/${reference}`)
  await page.getByRole('button', { name: 'Put files back' }).click()
  await expect(page.getByRole('dialog', { name: `Put files of case ${reference} back` })).toBeVisible()
  await accessible(page)
})

test('who may not put files back sees the versions, and what the server says of an attempt', async ({
  page,
  browser,
  request,
  coffer,
}) => {
  const { lead, id, reference, file } = await desk(coffer)
  const agent = await coffer.member('Deniz Kaya', 'Support')
  await coffer.cli(lead.token, 'case', 'add-member', reference, '--member', agent.email)
  await overwrite(request, coffer, lead, file)
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, agent)
  await page.goto(`${coffer.url}/app/cases/${id}`)
  await expect(page.getByRole('link', { name: 'app.log' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Put files back' })).toHaveCount(0)
  await page.getByRole('link', { name: 'app.log' }).click()
  await page.getByRole('button', { name: 'Versions' }).click()
  const versions = page.getByRole('dialog', { name: 'Versions of app.log' })
  await expect(versions.getByRole('listitem')).toHaveCount(2)
  await expect(versions.getByRole('button', { name: /^Show/ })).toHaveCount(0)
  await accessible(page)

  // A lead who is taken off the case meanwhile: the server refuses, in its own words.
  const other = await another(browser, coffer, lead)
  await other.goto(`${coffer.url}/app/cases/${id}`)
  await other.getByRole('button', { name: 'Put files back' }).click()
  const dialog = other.getByRole('dialog', { name: `Put files of case ${reference} back` })
  await dialog.getByLabel('Undo what happened after').fill('2026-01-01T00:00:00')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(WHY)
  const marta = await coffer.member('Marta Ortiz', 'Support', 'lead')
  await coffer.cli(marta.token, 'case', 'remove-member', reference, '--member', lead.email)
  await dialog.getByRole('button', { name: 'See what would change' }).click()
  await expect(other.getByRole('alert').first()).toContainText('Refused by a rule')
  await other.context().close()
})
