/** Where to go on after a journey to an identity provider, which comes back to the console's first page. */
const NEXT = 'coffer-next'

/** Notes it before the journey. */
export function noteNext(next: string | undefined): void {
  if (next) sessionStorage.setItem(NEXT, next)
  else sessionStorage.removeItem(NEXT)
}

/** What was noted, once; only pages of the console. */
export function takeNext(): string | undefined {
  const next = sessionStorage.getItem(NEXT) ?? ''
  sessionStorage.removeItem(NEXT)
  return /^\/app\//.test(next) ? next : undefined
}
