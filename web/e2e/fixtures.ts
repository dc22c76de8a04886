import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, test as base, type CDPSession, expect, type Page } from '@playwright/test'
import { Coffer, type Person } from './server'
import { totp } from './totp'

interface Fixtures {
  /** Every page of a test must end without a violation of its security policy and without an error. */
  clean: undefined
}

declare global {
  interface Window {
    violations: string[]
  }
}

export const test = base.extend<Fixtures, { coffer: Coffer }>({
  coffer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
    async ({}, use) => {
      const coffer = await Coffer.start()
      await use(coffer)
      await coffer.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  clean: [
    async ({ page }, use) => {
      const errors: string[] = []
      const violations: string[] = []
      await page.exposeFunction('violated', (what: string) => violations.push(what))
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', event => {
          const report = (window as unknown as { violated(what: string): void }).violated
          report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
        })
      })
      page.on('pageerror', error => errors.push(String(error)))
      await use(undefined)
      expect(violations).toEqual([])
      expect(errors).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** No accessibility violation in this state, and nothing to scroll sideways. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
  expect(told).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(wide, 'the page scrolls sideways').toBe(false)
}

export const SCREENS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 320 },
] as const

/** As `accessible`, in both schemes, wide and narrow. Leaves the page light and wide. */
export async function accessibleEverywhere(page: Page): Promise<void> {
  for (const { colorScheme, width } of [...SCREENS].reverse()) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    await accessible(page)
  }
}

/** Enrols through the page and ends signed in; returns the authenticator's key. */
export async function enrol(page: Page, coffer: Coffer, person: Person): Promise<string> {
  await page.goto(`${coffer.url}/app/enrol#${person.enrolment}`)
  await page.getByLabel('Choose a password').fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Continue' }).click()
  const secret = ((await page.locator('.copy code').textContent()) ?? '').replace(/\s/g, '')
  await page.getByLabel('Code from your authenticator').fill(totp(secret))
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(page.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()
  return secret
}

/** A passkey device in the browser, for this page. Call before going anywhere. */
export class Device {
  readonly #session: CDPSession
  readonly #id: string

  private constructor(session: CDPSession, id: string) {
    this.#session = session
    this.#id = id
  }

  static async plugIn(page: Page): Promise<Device> {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return new Device(session, authenticatorId)
  }

  /** Whether it recognises who touches it. */
  async recognises(isUserVerified: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified })
  }

  async keys(): Promise<number> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', {
      authenticatorId: this.#id,
    })
    return credentials.length
  }
}

/** Pages opened from now on are not offered passkeys in the address field: they have to ask. */
export async function withoutAutofill(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
}

/** Shows once more who is there, by passkey, when the page asks. */
export async function showAgain(page: Page): Promise<void> {
  const again = page.getByRole('dialog', { name: 'Show once more that it is you' })
  await again.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(again).toHaveCount(0)
}

/** Saves the first certificate of the page, and returns what `coffer verify` says of it without the server. */
export async function provenCertificate(page: Page): Promise<string> {
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the certificate' }).first().click()
  const path = await (await saving).path()
  const { stdout } = await promisify(execFile)(process.env.COFFER_BIN ?? '', ['verify', path, '--json'])
  return stdout
}

/** Another person, in a browser of their own, signed in by passkey. */
export async function another(browser: Browser, coffer: Coffer, person: Person): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const page = await context.newPage()
  await Device.plugIn(page)
  await enrolByPasskey(page, coffer, person)
  return page
}

/** Enrols with a passkey and ends signed in. */
export async function enrolByPasskey(page: Page, coffer: Coffer, person: Person): Promise<void> {
  await page.goto(`${coffer.url}/app/enrol#${person.enrolment}`)
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()
}
