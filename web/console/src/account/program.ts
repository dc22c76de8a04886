import { t } from '../words'

const NAMES: Record<string, string> = {
  edge: 'Edge',
  opera: 'Opera',
  firefox: 'Firefox',
  chrome: 'Chrome',
  safari: 'Safari',
  android: 'Android',
  ios: 'iOS',
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
}

/** A browser and its system by their names, from a kind such as `firefox/linux`. */
export function program(kind: string | null | undefined): string {
  const [family = '', system = ''] = kind?.split('/') ?? []
  const name = NAMES[family] ?? t('session-unnamed')
  return NAMES[system] ? t('session-program', { name, system: NAMES[system] }) : name
}
