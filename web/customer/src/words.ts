import { words } from '../../core/fluent'
import * as format from '../../core/format'
import { addressIn, chosen, habits, type Language } from '../../core/language'
import common from '../../locales/en/common.ftl?raw'
import customer from '../../locales/en/customer.ftl?raw'

// English is always there; what another language lacks is said in it.
const english = words('en', common, customer)

const OTHERS = {
  de: () =>
    Promise.all([import('../../locales/de/common.ftl?raw'), import('../../locales/de/customer.ftl?raw')]),
}

export let language: Language = 'en'
export let locale = habits('en', navigator.languages)
export let t = english

/** Speaks another language from the next drawing on. */
export async function speak(next: Language): Promise<void> {
  const sources = next === 'en' ? undefined : (await OTHERS[next]()).map(({ default: source }) => source)
  language = next
  locale = habits(next, navigator.languages)
  t = english
  if (sources) {
    const own = words(next, ...sources)
    t = (id, args) => {
      const said = own(id, args)
      return said === id ? english(id, args) : said
    }
  }
  document.documentElement.lang = next
}

/** As the address and the browser ask for. */
export const speakFirst = () => speak(chosen(location.search, navigator.languages))

/** Speaks it, and says so in the address. */
export async function choose(next: Language): Promise<void> {
  await speak(next)
  history.replaceState(null, '', addressIn(next, location))
}

export const size = (bytes: number) => format.bytes(bytes, locale)
export const n = (count: number) => format.number(count, locale)
export const files = (count: number) => t('files-count', { count, n: n(count) })
/** Rounded down: 100 % is said only when everything is there. */
export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 1 : Math.floor((part / whole) * 100) / 100
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share)
}
