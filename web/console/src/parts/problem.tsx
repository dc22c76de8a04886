import { Ban, TriangleAlert } from 'lucide-react'
import { Button } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { t } from '../words'

/** What happened, in the server's sentence; for refusals the rule that refused. */
export function PanelError({ error, retry, page }: { error: unknown; retry?: () => void; page?: boolean }) {
  const problem = error instanceof ApiError ? error : undefined
  const denied = problem?.code === 'denied'
  const sentence =
    problem?.code === 'offline'
      ? t('error-offline')
      : problem?.status === 404
        ? t('error-not-found')
        : (problem?.message ?? t('error-unexpected'))
  const title = denied ? t('error-denied-title') : t('error-unexpected')
  const Icon = denied ? Ban : TriangleAlert
  return (
    <div role="alert" className={`note bad problem${page ? ' alone' : ''}`}>
      <Icon className="i" aria-hidden="true" />
      <div>
        {page ? <h1>{title}</h1> : denied && <h2>{title}</h2>}
        {problem?.rules.map(rule => (
          <p key={rule.id}>
            {rule.summary}
            <br />
            <span className="sub">
              {t('error-denied-rule', { rule: rule.id })} · <code>{rule.code}</code>
            </span>
          </p>
        ))}
        {!(denied && problem.rules.length > 0) && <p>{sentence}</p>}
        {problem?.request && <p className="sub">{t('error-request', { request: problem.request })}</p>}
        {retry && !denied && problem?.status !== 404 && (
          <Button className="btn sm" onPress={retry}>
            {t('try-again')}
          </Button>
        )}
      </div>
    </div>
  )
}
