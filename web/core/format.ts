// Sizes, times and names as people read them.

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Bytes in powers of 1000, three significant digits: `2.4 GB`. */
export function bytes(count: number, locale?: string): string {
  let value = count
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: Math.min(digits, 1),
  }).format(value)
}

export function number(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count)
}

/** `Friday 4 December, 18:00` in the reader's zone; the year only when it is another one. */
export function longTime(iso: string, locale?: string, now = new Date()): string {
  const date = new Date(iso)
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(date)
}

/** `09:12` today, `22 Nov, 09:12` before; with seconds where the order of things matters. */
export function shortTime(iso: string, locale?: string, now = new Date(), seconds = false): string {
  const date = new Date(iso)
  const today = date.toDateString() === now.toDateString()
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(date)
}

export function clock(iso: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso))
}

/** The full time with its zone, for titles. */
export function exactTime(iso: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(iso))
}

/** `3 days ago`, `in 2 hours`. */
export function relativeTime(iso: string, locale?: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ]
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'minute')
}

/** A duration rounded so that it does not flicker: units for the words around it. */
export function roughDuration(seconds: number): { unit: 'seconds' | 'minutes' | 'hours'; count: number } {
  if (seconds < 50) return { unit: 'seconds', count: Math.max(5, Math.ceil(seconds / 5) * 5) }
  if (seconds < 5_400) return { unit: 'minutes', count: Math.max(1, Math.round(seconds / 60)) }
  return { unit: 'hours', count: Math.round(seconds / 3_600) }
}

const BIDI: Record<number, string> = {
  1564: 'ALM',
  8203: 'ZWSP',
  8206: 'LRM',
  8207: 'RLM',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
}

const UNSAFE =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Text from strangers with control and bidi characters as visible escapes: `‹RLO›`, `‹1B›`. Tabs stay. */
export function visible(text: string): string {
  return text.replace(UNSAFE, character => {
    const code = character.charCodeAt(0)
    return `‹${BIDI[code] ?? code.toString(16).toUpperCase().padStart(2, '0')}›`
  })
}

/** The same for a text of several lines: their ends stay. */
export const visibleLines = (text: string) => text.split('\n').map(visible).join('\n')
