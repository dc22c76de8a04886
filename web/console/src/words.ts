import { type Words, words } from '../../core/fluent'
import * as format from '../../core/format'
import { addressIn, chosen, habits, LANGUAGES, type Language } from '../../core/language'
import common from '../../locales/en/common.ftl?raw'
import console from '../../locales/en/console.ftl?raw'

// English is always there; what another language lacks is said in it.
let sources = [common, console]
let english = words('en', ...sources)

const OTHERS = {
  de: () =>
    Promise.all([
      import('../../locales/de/common.ftl?raw'),
      import('../../locales/de/console.ftl?raw'),
      import('../../locales/de/office.ftl?raw'),
    ]),
}

export let language: Language = 'en'
export let locale = habits('en', navigator.languages)
export let t: Words = (id, args) => english(id, args)

/** Further words in English, of pages that are loaded when they are opened. */
export function learn(source: string): void {
  sources = [...sources, source]
  english = words('en', ...sources)
}

/** Speaks it from the next drawing on. */
export async function speak(next: Language): Promise<void> {
  const others = next === 'en' ? undefined : (await OTHERS[next]()).map(({ default: source }) => source)
  language = next
  locale = habits(next, navigator.languages)
  const own = others && words(next, ...others)
  t = own
    ? (id, args) => {
        const said = own(id, args)
        return said === id ? english(id, args) : said
      }
    : (id, args) => english(id, args)
  document.documentElement.lang = next
}

const CHOICE = 'coffer-language'

/** As the address asks for, or as was chosen in this browser, or as the browser asks for. */
export function speakFirst(): Promise<void> {
  const kept = localStorage.getItem(CHOICE)
  return speak(chosen(location.search, kept === null ? navigator.languages : [kept, ...navigator.languages]))
}

/** From now on, in this browser: the page is drawn anew, in an address that says nothing else than before. */
export function choose(next: string): void {
  if (!Object.hasOwn(LANGUAGES, next)) return
  localStorage.setItem(CHOICE, next)
  location.replace(addressIn(next as Language, location))
}

export const size = (bytes: number) => format.bytes(bytes, locale)
export const percent = (share: number) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)
export const n = (count: number) => format.number(count, locale)

/** The word for a type of finding; new types the page does not know are shown as they are named. */
export function typeName(type: string): string {
  const id = `type-${type}`
  const word = t(id)
  return word === id ? type.replaceAll('_', ' ') : word
}

/** The word for what a type falls under. */
export function labelName(label: string): string {
  const id = `label-${label}`
  const word = t(id)
  return word === id ? label.replaceAll('_', ' ') : word
}
