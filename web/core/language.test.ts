import { expect, test } from 'vitest'
import { addressIn, chosen, habits } from './language'

test('the address decides, then the browser, then English', () => {
  expect(chosen('?lang=de', ['en-GB'])).toBe('de')
  expect(chosen('?lang=tlh', ['fr', 'de-AT', 'en'])).toBe('de')
  expect(chosen('', ['fr', 'EN-us'])).toBe('en')
  expect(chosen('?lang=constructor', [])).toBe('en')
})

test('habits are those of the region, in the language that is shown', () => {
  expect(habits('de', ['en-US', 'de-CH'])).toBe('de-CH')
  expect(habits('de', ['en-US'])).toBe('de')
  expect(habits('en', ['de-CH'])).toBe('en-GB')
})

test('a choice stays in the address, beside what is there', () => {
  const here = { pathname: '/c/req_1', search: '?x=1&lang=en', hash: '#token' } as Location
  expect(addressIn('de', here)).toBe('/c/req_1?x=1&lang=de#token')
})
