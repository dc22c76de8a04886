// A language that is none: every letter accented, and every vowel twice, which makes it about 40 % longer. What is not in it was
// not translated; what does not fit will not fit in German.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

const LOCALES = join(import.meta.dirname, '../locales')

/** Has a page that asks for German speak the pseudo-language instead. */
export async function speakPseudo(page: Page, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const source = pseudo(readFileSync(join(LOCALES, `en/${file}.ftl`), 'utf8'))
    // The parts of a build that hold a language have its file's name.
    const body = `const words = ${JSON.stringify(source)}; export { words as default }`
    await page.route(new RegExp(`/assets/${file}-[\\w-]+\\.js$`), route =>
      route.fulfill({ contentType: 'text/javascript', body }),
    )
  }
}

/** Lines of the page with words that no accent is on, but for what `names` knows as names, and without those of `people`. */
export async function untranslated(
  page: Page,
  names: RegExp,
  people: readonly string[] = [],
): Promise<string[]> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, line by line, is what is meant
  const text = await page.locator('body').innerText()
  return text
    .split('\n')
    .map(line => people.reduce((rest, name) => rest.replaceAll(name, ''), line))
    .filter(line => /\b[A-Za-z]{4,}\b/.test(line.replace(/\S*[@:.]\S*|<\w+:\w+>|\d+ Byte/g, '')))
    .filter(line => !names.test(line))
}

// biome-ignore format: a table
const ACCENTED: Record<string, string> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ',
  n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ŧ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
}

/** A Fluent file in the pseudo-language; what stands in braces stays. */
function pseudo(source: string): string {
  return source
    .split('\n')
    .map(line => {
      if (line.startsWith('#') || line.trim() === '' || line.trim() === '}') return line
      const [, head = '', text = ''] = /^([a-z][\w-]* = |\s*\*?\[\w+\] |)(.*)$/.exec(line) ?? []
      return head + longer(text)
    })
    .join('\n')
}

function longer(text: string): string {
  // A selector's line holds no words of its own.
  if (text.endsWith('->')) return text
  const parts = text.split(/(\{[^}]*\}?)/)
  return parts.map(part => (part.startsWith('{') ? part : accent(part))).join('')
}

const accent = (text: string) =>
  text.replace(/[a-zA-Z]/g, letter => {
    const found = ACCENTED[letter.toLowerCase()] ?? letter
    const cased = letter === letter.toLowerCase() ? found : found.toUpperCase()
    return /[aeiou]/i.test(letter) ? cased + found : cased
  })
