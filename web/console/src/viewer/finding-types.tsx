import type { UseQueryResult } from '@tanstack/react-query'
import { EyeOff, TriangleAlert } from 'lucide-react'
import { Button } from 'react-aria-components'
import type { LabelCount } from '../../../core/types'
import { PanelError } from '../parts/problem'
import { labelName, n, t, typeName } from '../words'
import { live } from './expiry'
import type { Findings } from './queries'

interface Props {
  findings: UseQueryResult<Findings>
  /** Counts of the whole file. */
  labels: readonly LabelCount[]
  chosen: string | undefined
  choose(type: string | undefined): void
}

export function FindingTypes({ findings, labels, chosen, choose }: Props) {
  const valid = live(findings.data?.items ?? [])
  const counts = new Map<string, number>()
  for (const { type } of findings.data?.items ?? []) counts.set(type, (counts.get(type) ?? 0) + 1)
  const types = [...counts].sort((a, b) => b[1] - a[1])
  return (
    <section>
      <h2>{t('findings-title')}</h2>
      {findings.isError && <PanelError error={findings.error} retry={() => void findings.refetch()} />}
      {findings.isPending && findings.isFetching && <p className="late sub">{t('findings-loading')}</p>}
      {findings.data && types.length === 0 && <p className="sub">{t('findings-here-none')}</p>}
      {valid > 0 && (
        <p className="tags">
          <span className="tag bad">
            <TriangleAlert className="i" aria-hidden="true" />
            {t('secrets-live', { count: valid })}
          </span>
        </p>
      )}
      <ul className="types">
        {types.map(([type, count]) => (
          <li key={type}>
            <Button
              className="type"
              aria-pressed={chosen === type}
              onPress={() => choose(chosen === type ? undefined : type)}
            >
              <EyeOff className="i" aria-hidden="true" />
              <span>{typeName(type)}</span>
              <span className="num">{n(count)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {findings.data?.cut && <p className="sub">{t('findings-cut', { n: n(findings.data.items.length) })}</p>}
      {labels.length > 0 && (
        <>
          <h3>{t('labels-title')}</h3>
          <p className="tags">
            {labels.map(({ label, count }) => (
              <span key={label} className="tag num">
                {t('label-count', { label: labelName(label), n: n(count) })}
              </span>
            ))}
          </p>
        </>
      )}
    </section>
  )
}
