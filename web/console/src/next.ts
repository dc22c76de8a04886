/** Where to go on after a journey to an identity provider, which comes back to the console's first page. */
const NEXT = 'coffer-next'

/** Whether one may go on there after signing in: a page of the console that is not the sign-in page itself. */
export function isPage(next: string): boolean {
  const here = 'https://console.invalid'
  if (!next.startsWith('/app/') || !URL.canParse(next, here)) return false
  // As the browser will read it: dots lead out of the console.
  const { origin, pathname } = new URL(next, here)
  return origin === here && /^\/app\/(?!signin\b)/.test(pathname)
}

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
