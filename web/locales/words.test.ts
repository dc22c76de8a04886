// Every sentence the pages ask for exists, and none is left over.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { words } from '../core/fluent'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const OTHERS = ['de']
const ids = (source: string) => [...source.matchAll(/^([a-z][\w-]*) =/gm)].map(match => match[1] ?? '')

function sources(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => read(join(folder, name)))
    .join('\n')
}

const common = read('locales/en/common.ftl')
/** What a page speaks, beside the common words. */
const english = (page: string) =>
  page === 'console'
    ? read('locales/en/console.ftl') + read('locales/en/office.ftl')
    : read(`locales/en/${page}.ftl`)

test.each(['customer', 'console'])('the %s page and its words fit', page => {
  const own = english(page)
  const known = new Set([...ids(common), ...ids(own)])
  const code = sources(`${page}/src`)
  const asked = [...code.matchAll(/\bt\('([^']+)'/g)].map(match => match[1] ?? '')
  expect(asked.filter(id => !known.has(id))).toEqual([])
  // Ids built at run time, such as t(`scan-${scan}`), and ids in tables of strings.
  const prefixes = [...code.matchAll(/`([a-z-]+-)\$\{/g)].map(match => match[1] ?? '')
  const mentioned = (id: string) =>
    [`'${id}'`, `"${id}"`].some(quoted => code.includes(quoted)) ||
    prefixes.some(prefix => id.startsWith(prefix))
  expect(ids(own).filter(id => !mentioned(id))).toEqual([])
})

test('every type of finding has a name', () => {
  const rules = '../crates/scan/rules'
  const text = readdirSync(join(ROOT, rules)).map(name => read(join(rules, name)))
  const types = text.flatMap(source => [...source.matchAll(/^type = "(\w+)"/gm)].map(match => match[1]))
  expect(types.length).toBeGreaterThan(70)
  const named = new Set(ids(read('locales/en/office.ftl')))
  expect(types.filter(type => !named.has(`type-${type}`))).toEqual([])
})

test('no message is defined twice', () => {
  for (const page of ['customer', 'console']) {
    const all = [...ids(common), ...ids(english(page))]
    expect(all.filter((id, at) => all.indexOf(id) !== at)).toEqual([])
  }
})

test.each(OTHERS)('%s says everything, with the same values and nothing else', language => {
  for (const page of ['common', 'customer', 'console', 'office', 'plain']) {
    const [source, other] = [read(`locales/en/${page}.ftl`), read(`locales/${language}/${page}.ftl`)]
    expect(ids(other), page).toEqual(ids(source))
    const [english, own] = [values(source), values(other)]
    for (const id of ids(source)) expect([id, own.get(id)]).toEqual([id, english.get(id)])
  }
})

/** The values each message uses. */
function values(source: string): Map<string, string[]> {
  const out = new Map<string, string[]>()
  for (const message of source.split(/\n(?=[a-z])/)) {
    const id = /^([a-z][\w-]*) =/.exec(message)?.[1]
    if (id) out.set(id, [...new Set(message.match(/\$\w+/g))].sort())
  }
  return out
}

test('every message parses', () => {
  for (const page of ['customer', 'console']) {
    const source = english(page)
    const t = words('en', common, source)
    expect(ids(source).filter(id => t(id, { count: 1 }) === id)).toEqual([])
  }
})
