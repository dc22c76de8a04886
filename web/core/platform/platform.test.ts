// @vitest-environment happy-dom
import { Base64 as theirs } from 'js-base64'
import { expect, test } from 'vitest'
import { Base64 } from './js-base64'
import ResolvedUrl from './url-parse'

test('text becomes the base64 that the package makes of it', () => {
  for (const text of ['', 'a.log', 'Größe 日本 🗂.log', 'x'.repeat(10_000)])
    expect(Base64.encode(text)).toBe(theirs.encode(text))
})

test('an address in an answer is resolved against the one that was asked', () => {
  const { origin } = location
  expect(new ResolvedUrl('/api/v1/uploads/upl_1', '/api/v1/uploads').toString()).toBe(
    `${origin}/api/v1/uploads/upl_1`,
  )
  expect(new ResolvedUrl('upl_1', `${origin}/api/v1/uploads/`).toString()).toBe(
    `${origin}/api/v1/uploads/upl_1`,
  )
})
