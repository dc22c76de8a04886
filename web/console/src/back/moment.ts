// Between a time of the API and what a field for date and time holds: the reader's zone, to the second.

/** What the field holds for a time: nothing for none. */
export function fieldOf(iso: string | undefined): string {
  if (iso === undefined) return ''
  const date = new Date(iso)
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

export const atOf = (field: string) => new Date(field).toISOString()

/** The last whole second before the first of these times, so that what happened then is later. */
export function justBefore(times: readonly string[]): string | undefined {
  const first = Math.min(...times.map(time => Date.parse(time)))
  return Number.isFinite(first) ? new Date(Math.ceil(first / 1_000) * 1_000 - 1_000).toISOString() : undefined
}
