import { useQuery } from '@tanstack/react-query'
import type { AccessRequest, Grant } from '../../../core/types'
import { client, meQuery } from '../api'
import { Ask } from '../parts/ask'
import { Choice, Select } from '../parts/choice'
import { Field } from '../parts/field'
import { t } from '../words'
import { DURATIONS, duration } from './duration'
import { accessChanged } from './queries'

interface Props {
  /** The case, where it is known; otherwise its number is asked for. */
  of?: { id: string; reference?: string }
}

const acts = (fields: FormData): string[] =>
  fields.get('most') === 'download'
    ? ['view', 'reveal', 'download']
    : fields.get('most') === 'reveal'
      ? ['view', 'reveal']
      : ['view']

function Which({ of }: Props) {
  return of ? null : (
    <Field label={t('access-case')} name="case" isRequired autoFocus autoComplete="off" mono />
  )
}

/** The smallest thing comes first. */
function Most() {
  return (
    <Choice
      legend={t('access-most')}
      name="most"
      initial="view"
      options={(['view', 'reveal', 'download'] as const).map(value => ({
        value,
        label: t(`act-${value}`),
        hint: t(`act-${value}-hint`),
      }))}
    />
  )
}

const caseOf = (fields: FormData, of: Props['of']) => of?.id ?? String(fields.get('case')).trim()

/** Asks others for access to a case; its time begins at their answer. */
export function AskAccess({ of, small }: Props & { small?: true }) {
  return (
    <Ask
      button={t('access-ask')}
      title={of?.reference ? t('access-ask-title', { reference: of.reference }) : t('access-ask')}
      text={t('access-ask-text')}
      size={small ? 'sm' : ''}
      tone="primary"
      go={t('access-ask-go')}
      reason={{ label: t('access-why'), hint: t('access-why-hint') }}
      act={fields =>
        client.post<AccessRequest>('/access/requests', {
          case: caseOf(fields, of),
          acts: acts(fields),
          minutes: Number(fields.get('minutes')),
          reason: fields.get('reason'),
        })
      }
      done={accessChanged}
    >
      <Which {...(of ? { of } : {})} />
      <Most />
      <Select
        label={t('access-for')}
        name="minutes"
        initial="60"
        options={DURATIONS.map(minutes => [String(minutes), duration(minutes)])}
      />
    </Ask>
  )
}

/** Access at once, loudly. */
export function BreakGlass({ of }: Props) {
  const { data: me } = useQuery(meQuery)
  return (
    <Ask
      button={t('glass-break')}
      title={of?.reference ? t('glass-title', { reference: of.reference }) : t('glass-break')}
      text={<p className="note warn">{t('glass-text', { name: me?.member.name ?? '' })}</p>}
      size=""
      tone="danger"
      go={t('glass-go')}
      reason={{ label: t('glass-why'), hint: t('access-why-hint') }}
      act={fields =>
        client.post<Grant>('/grants/break-glass', {
          case: caseOf(fields, of),
          acts: acts(fields),
          reason: fields.get('reason'),
        })
      }
      done={accessChanged}
    >
      <Which {...(of ? { of } : {})} />
      <Most />
    </Ask>
  )
}
