// Working copies show findings as `<EMAIL:7Q2MX4KA9T>`: a type and ten digits of Crockford base32.

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'token'; token: string; type: string; tail: string }

const TOKEN = /<([A-Z][A-Z0-9_]*):([0-9A-HJKMNP-TV-Z]{10})>/g

export function pieces(line: string): Piece[] {
  const out: Piece[] = []
  let end = 0
  for (const match of line.matchAll(TOKEN)) {
    if (match.index > end) out.push({ kind: 'text', text: line.slice(end, match.index) })
    out.push({ kind: 'token', token: match[0], type: match[1] ?? '', tail: match[2] ?? '' })
    end = match.index + match[0].length
  }
  if (end < line.length) out.push({ kind: 'text', text: line.slice(end) })
  return out
}
