// A language that is none: every letter accented, every sentence 40 % longer. What is not in it was not translated; what does
// not fit will not fit in German.
// biome-ignore format: a table
const ACCENTED: Record<string, string> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ',
  n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ŧ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
}

const GROWTH = 0.4

/** A Fluent file in the pseudo-language; what stands in braces stays. */
export function pseudo(source: string): string {
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
  const parts = text.split(/(\{[^}]*\}?)/)
  const accented = parts.map(part => (part.startsWith('{') ? part : accent(part)))
  const letters = parts.filter(part => !part.startsWith('{')).join('').length
  // A selector's line holds no words of its own.
  if (letters === 0 || text.endsWith('->')) return text
  return accented.join('') + '·'.repeat(Math.ceil(letters * GROWTH))
}

const accent = (text: string) =>
  text.replace(/[a-zA-Z]/g, letter => {
    const found = ACCENTED[letter.toLowerCase()] ?? letter
    return letter === letter.toLowerCase() ? found : found.toUpperCase()
  })
