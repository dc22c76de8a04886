import { useQuery } from '@tanstack/react-query'
import { longTime, visible } from '../../../core/format'
import type { PolicyVersion } from '../../../core/types'
import { client, meQuery } from '../api'
import { Ask } from '../parts/ask'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { useNames } from '../parts/who'
import { locale, t } from '../words'
import { policiesChanged, versionsQuery } from './queries'

const TONE: Record<string, string> = { proposed: 'warn', approved: 'acc', active: 'ok', refused: 'bad' }

export function History() {
  const query = useQuery(versionsQuery)
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">{t('policies-view-history')}</h2>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('history-empty')}</p>
          ) : (
            <ul className="requests">
              {items.map(version => (
                <Version key={version.id} version={version} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function Version({ version }: { version: PolicyVersion }) {
  const name = useNames()
  const { data: me } = useQuery(meQuery)
  const { managePolicies } = useOffered()
  const at = `/policies/versions/${version.id}`
  const own = version.proposed_by === me?.member.id
  const pending = version.state === 'proposed'
  return (
    <li className="ask-card">
      <div className="grow">
        <p>
          <b>{visible(version.why)}</b>{' '}
          <span className={`tag ${TONE[version.state] ?? ''}`}>{t(`version-${version.state}`)}</span>{' '}
          {version.wider && <span className="tag warn">{t('version-wider')}</span>}
        </p>
        <p className="sub">
          {t('version-proposed', {
            who: name(version.proposed_by),
            time: longTime(version.proposed, locale),
          })}
          {version.decided && version.decided_by && (
            <>
              {' '}
              ·{' '}
              {t('version-decided', {
                who: name(version.decided_by),
                time: longTime(version.decided, locale),
              })}
            </>
          )}
          {version.effective && (
            <> · {t('version-effective', { time: longTime(version.effective, locale) })}</>
          )}
        </p>
        <details>
          <summary>{t('version-text')}</summary>
          <pre className="whole-text mono">{version.text || t('version-nothing')}</pre>
        </details>
      </div>
      {managePolicies && (pending || version.state === 'approved') && (
        <div className="acts">
          {pending && !own && (
            <Ask
              button={t('access-approve')}
              tone="primary"
              title={t('version-approve-title')}
              text={t('version-approve-text')}
              act={() => client.post(`${at}/approve`)}
              done={policiesChanged}
            />
          )}
          <Ask
            button={t(own ? 'access-withdraw' : 'version-refuse')}
            title={t('version-refuse-title')}
            act={() => client.post(`${at}/refuse`)}
            done={policiesChanged}
          />
        </div>
      )}
    </li>
  )
}
