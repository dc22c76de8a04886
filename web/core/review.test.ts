import { expect, test } from 'vitest'
import { category, counts, hinted, Review } from './review'
import type { FileSummary, Finding } from './scanner/module'

const SUMMARY: FileSummary = { state: 'clean', reason: null, members: 1, findings: 0, dropped: false }

function finding(type: string, start: number, more: Partial<Finding> = {}): Finding {
  return {
    member: '',
    type,
    rule: `${type}@1`,
    confidence: 'likely',
    start,
    end: start + 5,
    line: 1,
    column: 1,
    inner: false,
    mask: true,
    breaks: 0,
    pseudonym: `<${type.toUpperCase()}:0123456789>`,
    why: [],
    ...more,
  }
}

test('everything masked is blacked out unless kept; what is only listed or inner stays as it is', () => {
  const review = new Review(SUMMARY, [
    finding('password', 0),
    finding('private_ip_address', 10, { mask: false }),
    finding('email', 20, { inner: true }),
    finding('private_key', 30, { breaks: 2 }),
  ])
  expect(review.clean).toBe(false)
  expect(review.replacements()).toEqual([
    { start: 0, end: 5, text: '<PASSWORD:0123456789>' },
    { start: 30, end: 35, text: '<PRIVATE_KEY:0123456789>\n\n' },
  ])
  review.keep(review.findings.slice(0, 1), true)
  expect([review.kept, review.blackedOut, review.replacements().length]).toEqual([1, 1, 1])
  review.keep(review.findings, false)
  expect(review.kept).toBe(0)
})

test('what cannot be blacked out holds the file back until its sender says otherwise', () => {
  const inside = new Review(SUMMARY, [finding('password', 0, { member: 'logs/app.log' })])
  expect([inside.findings.length, inside.beyond.length, inside.undecided]).toEqual([0, 1, true])
  inside.sendBeyond = true
  expect(inside.undecided).toBe(false)
  expect(new Review({ ...SUMMARY, dropped: true }, []).undecided).toBe(true)
  expect(new Review(SUMMARY, []).undecided).toBe(false)
})

test('types fall into categories, unknown ones too', () => {
  const types = ['payment_card', 'de_tax_id', 'uk_nhs_number', 'secret', 'something_new', 'toString']
  expect(types.map(category)).toEqual(['card', 'identity', 'health', 'key', 'other', 'other'])
  expect(counts([finding('email', 0), finding('iban', 1), finding('email', 2)])).toEqual([
    ['email', 2],
    ['bank', 1],
  ])
})

test('a hint shows numbers at their ends and next to nothing of secrets, not even their length', () => {
  expect(hinted('4111 1111 1111 1111', 'card')).toBe('4111 •••• •••• 1111')
  expect(hinted('hunter2', 'password')).toBe('••••••')
  expect(hinted('correct-horse-battery-staple', 'password')).toBe('c••••••e')
})
