import { t } from '../words'

const TONE: Record<string, string> = { active: 'ok', locked: 'bad', invited: 'warn' }

export function MemberTag({ state }: { state: string }) {
  return <span className={`tag ${TONE[state] ?? ''}`}>{t(`member-state-${state}`)}</span>
}
