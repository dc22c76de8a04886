// The steps of the customer page that many tests take.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { Coffer } from './server'

export interface Chosen {
  name: string
  buffer: Buffer
}

export async function openLink(page: Page, coffer: Coffer, contact: string, ...more: string[]) {
  const agent = await coffer.member('lena', 'Support')
  const { id, reference } = await coffer.case(agent, 'Payment service restarts')
  const request = await coffer.request(agent, reference, contact, ...more)
  // The browser begins to report file choosers a moment after it is asked: ask long before the first one opens.
  page.on('filechooser', () => {})
  await page.goto(request.page_url)
  return { agent, id, reference, request }
}

export async function enterCode(page: Page, coffer: Coffer, contact: string) {
  const known = coffer.mails(contact).length
  await page.getByRole('button', { name: 'E-mail me a code' }).click()
  await page.getByLabel('Code from the e-mail').fill(await coffer.code(contact, known))
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible()
}

/** Puts files on the disk; the names may hold folders. What is there already keeps its time of change. */
export function onDisk(files: readonly Chosen[]): string[] {
  // From the disk: a large file takes long through the protocol that drives the browser.
  return files.map(({ name, buffer }) => {
    const path = test.info().outputPath(name)
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path) || !readFileSync(path).equals(buffer)) writeFileSync(path, buffer)
    return path
  })
}

export async function choose(page: Page, files: readonly Chosen[]) {
  const paths = onDisk(files)
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose files' }).click(),
  ])
  await chooser.setFiles(paths)
}

export const log = (name: string, bytes: number): Chosen => ({
  name,
  buffer: Buffer.alloc(bytes, 'a line of a log\n'),
})
