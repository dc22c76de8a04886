// Which language a page speaks: what its address says, or else what the browser asks for. The choice stays in the address.
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const PARAMETER = 'lang'

const known = (tag: string | null): Language | undefined => {
  const base = tag?.split('-')[0]?.toLowerCase()
  return base !== undefined && Object.hasOwn(LANGUAGES, base) ? (base as Language) : undefined
}

export function chosen(search: string, asked: readonly string[]): Language {
  const named = known(new URLSearchParams(search).get(PARAMETER))
  return named ?? asked.map(known).find(language => language !== undefined) ?? 'en'
}

/** The reader's own regional habits for dates and numbers, where they are of that language. */
export function habits(language: Language, asked: readonly string[]): string {
  return asked.find(tag => known(tag) === language) ?? (language === 'en' ? 'en-GB' : language)
}

/** The address of the same page in that language. */
export function addressIn(language: Language, { pathname, search, hash }: Location): string {
  const query = new URLSearchParams(search)
  query.set(PARAMETER, language)
  return `${pathname}?${query}${hash}`
}
