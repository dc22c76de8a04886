// A log over time: from the outline's blocks of lines to bars, and from what people type to a time.

export interface Block {
  /** Milliseconds since 1970. */
  first?: number | null
  last?: number | null
  error: number
  warn: number
  info: number
  debug: number
}

export interface Outline {
  stride: number
  blocks: readonly Block[]
}

export const LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type Level = (typeof LEVELS)[number]

export interface Bar {
  /** When it begins. */
  at: number
  total: number
  error: number
  warn: number
}

export interface Histogram {
  from: number
  to: number
  /** The highest bar. */
  most: number
  bars: Bar[]
}

/** Lines over time in so many bars; nothing where no line has a time, or all have the same. */
export function histogram({ blocks }: Outline, count: number): Histogram | undefined {
  const timed = blocks.filter(
    (block): block is Block & { first: number; last: number } => block.first != null,
  )
  const from = timed.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY)
  const to = timed.reduce((most, { last }) => Math.max(most, last), Number.NEGATIVE_INFINITY)
  if (!(to > from)) return undefined
  const width = (to - from) / count
  const bars = Array.from({ length: count }, (_, at) => ({
    at: from + at * width,
    total: 0,
    error: 0,
    warn: 0,
  }))
  const place = (time: number) => Math.min(count - 1, Math.max(0, Math.floor((time - from) / width)))
  for (const block of timed) {
    const [start, end] = [place(block.first), place(block.last)]
    // Within a block nothing is known but its ends: its lines are spread evenly.
    const share = 1 / (end - start + 1)
    for (const bar of bars.slice(start, end + 1)) {
      bar.total += lines(block) * share
      bar.error += block.error * share
      bar.warn += block.warn * share
    }
  }
  return { from, to, bars, most: Math.max(1, ...bars.map(({ total }) => total)) }
}

/** How many lines say each level. */
export function levels({ blocks }: Outline): Record<Level, number> {
  const out = { error: 0, warn: 0, info: 0, debug: 0 }
  for (const block of blocks) for (const level of LEVELS) out[level] += block[level]
  return out
}

/** About when a line was written. */
export function timeOf({ stride, blocks }: Outline, line: number): number | undefined {
  const block = blocks[Math.floor((line - 1) / stride)]
  if (block?.first == null || block.last == null) return undefined
  const share = (((line - 1) % stride) + 0.5) / stride
  return block.first + (block.last - block.first) * share
}

function lines({ error, warn, info, debug }: Block): number {
  return error + warn + info + debug
}

export type Place = { line: number } | { time: number }

/**
 * `9,120,340` is a line; `10:14` or `10:14:07.1` a time on the day of `near`, and `2026-11-23T10:14:07` one on any: in UTC, or in
 * the reader's zone if `local`. One that names its zone is taken at its word.
 */
export function place(text: string, near: number | undefined, local = false): Place | undefined {
  const trimmed = text.trim()
  if (/^[\d.,'\s]+$/.test(trimmed)) {
    const line = Number(trimmed.replace(/\D/g, ''))
    return line >= 1 ? { line } : undefined
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/.exec(trimmed)
  if (clock && near !== undefined) {
    const [hour = 0, minute = 0, second = 0] = clock.slice(1, 4).map(part => Number(part ?? 0))
    const millisecond = Number((clock[4] ?? '').padEnd(3, '0'))
    const date = new Date(near)
    if (local) date.setHours(hour, minute, second, millisecond)
    else date.setUTCHours(hour, minute, second, millisecond)
    return { time: date.getTime() }
  }
  const zone = local ? '' : 'Z'
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(trimmed) ? trimmed : `${trimmed.replace(' ', 'T')}${zone}`
  const time = /^\d{4}-\d{2}-\d{2}T\d/.test(zoned) ? Date.parse(zoned) : Number.NaN
  return Number.isNaN(time) ? undefined : { time }
}
