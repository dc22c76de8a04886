// Line numbers in an address: `12-400-9120340`. Hyphens, because numbers with commas would be escaped.
const MOST = 50

export function readMarks(text: string): number[] {
  const lines = text.split('-').map(Number)
  return tidy(lines.filter(line => Number.isSafeInteger(line) && line > 0))
}

/** With the line, or without it if it was there. */
export function toggled(marks: readonly number[], line: number): number[] {
  return marks.includes(line) ? marks.filter(mark => mark !== line) : tidy([...marks, line])
}

export const writeMarks = (marks: readonly number[]): string => marks.join('-')

const tidy = (lines: number[]) => [...new Set(lines)].sort((a, b) => a - b).slice(0, MOST)
