// The canonical text of a ledger entry, as far as a page needs it. Members it does not know stay in the text.

export interface Told {
  time: string
  event: string
  actor: string
  object?: string
  case?: string
}

/** Who, what, when and on what; nothing if the text is no entry. */
export function told(text: string): Told | undefined {
  try {
    const { time, event, actor, object, case: its } = JSON.parse(text) as Partial<Told>
    if (!time || !event || !actor) return undefined
    return { time, event, actor, ...(object ? { object } : {}), ...(its ? { case: its } : {}) }
  } catch {
    return undefined
  }
}

/** Places as few spans to ask for: neighbours up to `gap` apart are read in one go, at most `most` at a time. */
export function spans(places: readonly number[], gap = 16, most = 100): { from: number; limit: number }[] {
  const out: { from: number; limit: number }[] = []
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    const last = out.at(-1)
    if (last && place - (last.from + last.limit) < gap && place - last.from < most)
      last.limit = place - last.from + 1
    else out.push({ from: place, limit: 1 })
  }
  return out
}
