import { Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import { t } from '../words'

const LOOK: Record<string, { tone: string; Icon: typeof Info }> = {
  critical: { tone: 'bad', Icon: OctagonAlert },
  high: { tone: 'bad', Icon: OctagonAlert },
  medium: { tone: 'warn', Icon: TriangleAlert },
}
const look = (severity: string) => LOOK[severity] ?? { tone: '', Icon: Info }

export function SeverityTag({ severity }: { severity: string }) {
  const { tone, Icon } = look(severity)
  return (
    <span className={`tag ${tone}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`severity-${severity}`)}
    </span>
  )
}

export function SeverityIcon({ severity }: { severity: string }) {
  const { tone, Icon } = look(severity)
  return <Icon className={`i sev ${tone}`} aria-hidden="true" />
}
