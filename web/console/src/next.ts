/** Where to go on after a journey to an identity provider, which comes back to the console's first page. */
const NEXT = 'coffer-next'

/** Whether one may go on there after signing in: a page of the console that is not the sign-in page itself. */
export const isPage = (next: string) => /^\/app\/(?!signin\b)/.test(next)

/** Notes it before the journey. */
export function noteNext(next: string | undefined): void {
  if (next) sessionStorage.setItem(NEXT, next)
  else sessionStorage.removeItem(NEXT)
}

/** What was noted, once. */
export function takeNext(): string | undefined {
  const next = sessionStorage.getItem(NEXT) ?? ''
  sessionStorage.removeItem(NEXT)
  return isPage(next) ? next : undefined
}
