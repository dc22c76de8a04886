import { words } from '../../core/fluent'
import * as format from '../../core/format'
import common from '../../locales/en/common.ftl?raw'
import customer from '../../locales/en/customer.ftl?raw'

/** English words, with the reader's own regional habits for dates and numbers where they are English. */
export const locale = navigator.languages.find(tag => /^en\b/i.test(tag)) ?? 'en-GB'
export const t = words(locale, common, customer)

export const size = (bytes: number) => format.bytes(bytes, locale)
export const n = (count: number) => format.number(count, locale)
export const files = (count: number) => t('files-count', { count, n: n(count) })
/** Rounded down: 100 % is said only when everything is there. */
export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 1 : Math.floor((part / whole) * 100) / 100
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share)
}
