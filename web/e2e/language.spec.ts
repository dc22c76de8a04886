// Other languages than English: chosen, kept in the address, and nothing left in English.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessible, accessibleEverywhere, enrol, expect, test } from './fixtures'
import { pseudo } from './pseudo'
import { choose, enterCode, onDisk, openLink } from './sending'

const LOCALES = join(import.meta.dirname, '../locales')

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
    for (const file of ['common', 'customer']) {
      const source = pseudo(readFileSync(join(LOCALES, `en/${file}.ftl`), 'utf8'))
      // The parts of a build that hold a language have its file's name.
      const body = `const words = ${JSON.stringify(source)}; export { words as default }`
      await page.route(new RegExp(`/assets/${file}-[\\w-]+\\.js$`), route =>
        route.fulfill({ contentType: 'text/javascript', body }),
      )
    }
    const contact = 'pseudo@contoso.example'
    await openLink(page, coffer, contact)
    const known = coffer.mails(contact).length
    const fits = async () => {
      await accessible(page)
      // biome-ignore lint/performance/useDomNodeTextContent: what is seen, line by line, is what is meant
      const text = await page.locator('body').innerText()
      const foreign = text
        .split('\n')
        .filter(line => /\b[A-Za-z]{4,}\b/.test(line.replace(/\S*[@:.]\S*|<\w+:\w+>|\d+ Byte/g, '')))
        .filter(line => !NAMES.test(line))
      expect(foreign).toEqual([])
    }
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Šéñð ƒíļéš')
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

/** What is a name, in any language. */
const NAMES = /^(Aldermoor|Payment service restarts|Support|Deutsch|English)$|Aldermoor|\d:\d\d$/

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
