// Single keys can be turned off, for those who speak to their computer or press keys by accident (WCAG 2.1.4).
const CHOICE = 'coffer-single-keys'

export const singleKeys = (): boolean => localStorage.getItem(CHOICE) !== 'off'

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(CHOICE)
  else localStorage.setItem(CHOICE, 'off')
}
