import { expect, test } from 'vitest'
import { isPage } from './next'

test('one goes on to a page of the console, never back to the sign-in page or to another place', () => {
  for (const page of ['/app/', '/app/cases?state=all', '/app/cases/3#l']) expect(isPage(page)).toBe(true)
  for (const other of [
    '/app/signin',
    '/app/signin?ended=true',
    '//elsewhere.test/app/',
    'https://a.test/app/',
    '',
    '/app/../api/v1/files/file_1/content',
    '/app/%2e%2e/api/v1/session',
    '/app/./signin',
    '/app/\\..\\..\\c/',
  ]) {
    expect(isPage(other)).toBe(false)
  }
})
