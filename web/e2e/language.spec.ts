// Other languages than English: chosen, kept in the address, and nothing left in English.
import type { Page } from '@playwright/test'
import { accessible, accessibleEverywhere, Device, enrol, expect, test } from './fixtures'
import { speakPseudo, untranslated } from './pseudo'
import { choose, enterCode, onDisk, openLink } from './sending'
import type { Coffer, Person } from './server'

/** What is a name, in any language. */
const NAMES = /^(Aldermoor|Payment service restarts|Support|Deutsch|English)$|Aldermoor|\d:\d\d$/

test('German by choice, kept in the address, without losing the list', async ({ page, coffer }) => {
  const contact = 'deutsch@contoso.example'
  await openLink(page, coffer, contact)
  await enterCode(page, coffer, contact)
  await choose(page, [{ name: 'app.log', buffer: Buffer.from('password=Tr0ub4dor-and-3-horses\n') }])
  await expect(page.getByRole('heading', { name: '1 sensitive item found' })).toBeVisible()
  await page.getByLabel('Language').selectOption('Deutsch')
  await expect(page.getByRole('heading', { name: '1 sensible Angabe gefunden' })).toBeVisible()
  await expect(page).toHaveURL(/lang=de#/)
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.getByRole('button', { name: '1 Datei senden' })).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: '1 Datei senden' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 Datei angekommen')
  await page.reload()
  await expect(page.getByText('Schon durch diesen Link angekommen')).toBeVisible()
})

test.describe('in a German browser', () => {
  test.use({ locale: 'de-AT' })
  test('German from the start, also without JavaScript', async ({ page, browser, coffer }) => {
    await openLink(page, coffer, 'start@contoso.example')
    await expect(page.getByRole('button', { name: 'Code per E-Mail schicken' })).toBeVisible()
    const plain = await browser.newPage({
      ignoreHTTPSErrors: true,
      locale: 'de-AT',
      javaScriptEnabled: false,
    })
    await plain.goto(`${coffer.url}/c/plain`)
    await expect(plain.getByRole('heading', { level: 1 })).toHaveText('Dateien senden')
    await plain.close()
  })
})

test.describe('in the pseudo-language', () => {
  test.use({ locale: 'de', viewport: { width: 320, height: 800 } })
  test('every sentence is a translation, and fits', async ({ page, coffer }) => {
    await speakPseudo(page, ['common', 'customer'])
    const contact = 'pseudo@contoso.example'
    await openLink(page, coffer, contact)
    const known = coffer.mails(contact).length
    const fits = async () => {
      await accessible(page)
      expect(await untranslated(page, NAMES)).toEqual([])
    }
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Šééñð ƒííļééš')
    await fits()
    await page.locator('main button').first().click()
    await expect(page.locator('#code')).toBeVisible()
    await fits()
    await page.locator('#code').fill(await coffer.code(contact, known))
    await expect(page.locator('.drop')).toBeVisible()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.locator('.drop .btn').first().click(),
    ])
    const text = 'card=4111 1111 1111 1111 password=Tr0ub4dor-and-3-horses\n'
    await chooser.setFiles(onDisk([{ name: 'app.log', buffer: Buffer.from(text) }]))
    await expect(page.locator('.found')).toBeVisible()
    await fits()
    await page.locator('.bar .primary').click()
    await expect(page.locator('.note.ok')).toBeVisible()
    await fits()
  })
})

test.describe('the console in the pseudo-language', () => {
  test.use({ locale: 'de', viewport: { width: 320, height: 800 } })
  const files = ['common', 'console', 'office']
  // Times are the browser's own words, and why something is a finding the scanner's.
  const names = new RegExp(
    `${NAMES.source}|in dieser Minute|\\d+\\. \\S+ um \\d|admin|^(Administration|Engineering)$|Olga|[Ll]ena|Contoso|GATEWAY|PASSWORD [0-9A-Z]+|^(GLBA|FERPA)$|Chrome|^made at the server$|@aldermoor\\.example|^key \`password\`$`,
  )

  async function enter(page: Page, coffer: Coffer, person: Person) {
    await speakPseudo(page, files)
    await Device.plugIn(page)
    await page.goto(`${coffer.url}/app/enrol#${person.enrolment}`)
    await page.locator('.btn.primary').first().click()
    await expect(page.locator('.jump')).toBeVisible()
  }

  /** Other tests have members on this server, too, whom the ledger names. */
  async function fits(page: Page, route: string, people: readonly string[] = []) {
    await page.goto(route)
    await expect(page.locator('main h1, main h2').first()).toBeVisible()
    await expect(page.locator('.late, .skeleton')).toHaveCount(0)
    await accessible(page)
    expect(await untranslated(page, names, people), route).toEqual([])
  }

  test('what an agent sees is translated, and fits', async ({ page, coffer }) => {
    const lead = await coffer.member('Lena', 'Support', 'lead')
    const { id, reference } = await coffer.case(lead, 'GATEWAY')
    const file = await coffer.deliver(lead, reference, 'gateway.log', 'password=Tr0ub4dor-and-3-horses\n')
    await enter(page, coffer, lead)
    const of = `${coffer.url}/app/cases/${id}`
    for (const route of ['', '?view=messages', '?view=access', `/files/${file}?line=1`])
      await fits(page, `${of}${route}`)
    // Other tests have cases on this server, too.
    for (const route of ['cases?mine=true', 'account']) await fits(page, `${coffer.url}/app/${route}`)
  })

  test('what a security officer sees is translated, and fits', async ({ page, coffer }) => {
    const officer = await coffer.member('Olga', 'Support', 'security')
    await enter(page, coffer, officer)
    // What policies say is the organisation's own text; what rules say of alerts and what was found of the server's health are
    // the server's.
    for (const route of ['people', 'ledger']) await fits(page, `${coffer.url}/app/${route}`, coffer.people)
  })
})

test('the console speaks German once it was chosen, and remembers', async ({ page, coffer }) => {
  const lead = await coffer.member('Lena Brandt', 'Support', 'lead')
  await enrol(page, coffer, lead)
  await page.getByLabel('Language').selectOption('Deutsch')
  await expect(page.getByRole('heading', { name: 'Fälle', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.getByRole('link', { name: 'Zugriff' }).click()
  await expect(page.getByText('Sie haben um nichts gebeten.')).toBeVisible()
  await accessibleEverywhere(page)
  await page.goto(`${coffer.url}/app/cases`)
  await expect(page.getByRole('heading', { name: 'Fälle', level: 1 })).toBeVisible()
})
