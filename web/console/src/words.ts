import { words } from '../../core/fluent'
import * as format from '../../core/format'
import common from '../../locales/en/common.ftl?raw'
import console from '../../locales/en/console.ftl?raw'

export const locale = navigator.languages.find(tag => /^en\b/i.test(tag)) ?? 'en-GB'
export const t = words(locale, common, console)
export const size = (bytes: number) => format.bytes(bytes, locale)
export const n = (count: number) => format.number(count, locale)

/** The word for a type of finding; new types the page does not know are shown as they are named. */
export function typeName(type: string): string {
  return type.replaceAll('_', ' ')
}

/** The word for what a type falls under. */
export function labelName(label: string): string {
  const id = `label-${label}`
  const word = t(id)
  return word === id ? label.replaceAll('_', ' ') : word
}
