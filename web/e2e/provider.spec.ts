// Signing in at the organisation's identity provider: npm's oidc-provider, as the Rust tests use it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { accessible, accessibleEverywhere, test as base, expect } from './fixtures'
import { Coffer } from './server'

const MODULES = process.env.OIDC_PROVIDER_MODULES ?? ''
const SCRIPT = join(import.meta.dirname, '../../crates/cofferd/tests/it/peers/openid_provider.mjs')
const SECRET = 'a secret of the test, long enough'

class Provider {
  readonly issuer: string
  readonly #child: ChildProcess

  constructor(issuer: string, child: ChildProcess) {
    this.issuer = issuer
    this.#child = child
  }

  static async start(coffer: Coffer): Promise<Provider> {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as { port: number }
    probe.close()
    const here = (path: string) => `${coffer.url}/api/v1/session/oidc/test/${path}`
    const child = spawn('node', [SCRIPT, MODULES, String(port), here('callback'), here('logout')], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: coffer.authority },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    for await (const line of createInterface(child.stdout)) if (line === 'ready') break
    return new Provider(`http://127.0.0.1:${port}`, child)
  }

  /** Says who signs in next. */
  async become(claims: Record<string, string>): Promise<void> {
    const answer = await fetch(`${this.issuer}/become?${new URLSearchParams(claims)}`)
    expect(answer.status).toBe(200)
  }

  stop(): void {
    this.#child.kill()
  }
}

const test = base.extend<object, { federated: { coffer: Coffer; provider: Provider } }>({
  federated: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from the pattern
    async ({}, use) => {
      const coffer = await Coffer.start()
      const provider = await Provider.start(coffer)
      await coffer.configure(
        `
[directory]
department = "Support"
[[directory.groups]]
group = "support-agents"
department = "Support"
roles = ["agent"]
[[oidc]]
id = "test"
title = "Aldermoor sign-in"
issuer = "${provider.issuer}"
client_id = "coffer"
client_secret_file = "oidc-secret"
auth_age_hours = 1
danger_plaintext = true
brings_people = true
[[oidc.assurance]]
acr = "strong"
aal = 2
phishing_resistant = true
`,
        { 'oidc-secret': SECRET },
      )
      await use({ coffer, provider })
      provider.stop()
      await coffer.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

test.skip(MODULES === '', 'oidc-provider is not installed on this machine')

const PETRA = {
  sub: 'petra-1',
  acr: 'strong',
  groups: 'support-agents',
  email: 'petra@aldermoor.example',
  email_verified: 'true',
  name: 'Petra Lang',
}

test('one press signs in at the provider and goes on where one was going', async ({ page, federated }) => {
  const { coffer, provider } = federated
  await provider.become(PETRA)
  await page.goto(`${coffer.url}/app/account`)
  const way = page.getByRole('link', { name: 'Aldermoor sign-in' })
  await expect(way).toBeVisible()
  await accessibleEverywhere(page)
  await way.click()
  await expect(page).toHaveURL(`${coffer.url}/app/account`)
  await expect(page.getByText("By your organisation's sign-in")).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(way).toBeVisible()

  // With the keyboard alone.
  await way.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Cases', level: 1 })).toBeVisible()
})

test('who the provider knows and Coffer does not is told so, and can try another way', async ({
  page,
  federated,
}) => {
  const { coffer, provider } = federated
  // An address that has an account already is nobody's way into it.
  await provider.become({ ...PETRA, sub: 'mallory', email: 'admin@aldermoor.example' })
  await page.goto(`${coffer.url}/app/signin`)
  await page.getByRole('link', { name: 'Aldermoor sign-in' }).click()
  await expect(page.getByRole('alert')).toContainText('Signing in there did not work')
  await accessible(page)
  await expect(page.getByLabel('Password')).toBeVisible()
})
