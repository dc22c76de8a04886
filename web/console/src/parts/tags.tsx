import { Check, CircleHelp, Clock, EyeOff, Lock, TriangleAlert } from 'lucide-react'
import type { CaseFile } from '../../../core/types'
import { n, t, typeName } from '../words'

const SCAN: Record<string, { tone: string; Icon: typeof Check }> = {
  pending: { tone: '', Icon: Clock },
  clean: { tone: 'ok', Icon: Check },
  infected: { tone: 'bad', Icon: TriangleAlert },
  encrypted: { tone: 'warn', Icon: Lock },
  too_large: { tone: 'warn', Icon: TriangleAlert },
  partly_scanned: { tone: 'warn', Icon: TriangleAlert },
  failed: { tone: 'bad', Icon: TriangleAlert },
}

export function ScanTag({ file }: { file: CaseFile }) {
  const { scan, scan_progress: progress } = file
  const { tone, Icon } = SCAN[scan] ?? { tone: '', Icon: CircleHelp }
  const id = `scan-${scan}`
  const word = t(id)
  return (
    <span className={`tag num ${tone}`}>
      <Icon className="i" aria-hidden="true" />
      {scan === 'pending' && progress
        ? t('check-percent', { percent: progress.percent })
        : word === id
          ? scan
          : word}
    </span>
  )
}

export function FindingTags({ findings, most = 3 }: { findings: CaseFile['findings']; most?: number }) {
  if (findings.length === 0) return <span className="sub">{t('findings-none')}</span>
  const rest = findings.slice(most).reduce((sum, finding) => sum + finding.count, 0)
  return (
    <span className="tags">
      {findings.slice(0, most).map(({ type, count }) => (
        <span key={type} className="tag sens num">
          <EyeOff className="i" aria-hidden="true" />
          {t('finding-count', { n: n(count), type: typeName(type) })}
        </span>
      ))}
      {rest > 0 && <span className="tag sens num">+{n(rest)}</span>}
    </span>
  )
}
