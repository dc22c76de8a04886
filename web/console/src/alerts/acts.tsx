import { useMutation } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import type { Alert } from '../../../core/types'
import { client } from '../api'
import { Ask } from '../parts/ask'
import { Choice } from '../parts/choice'
import { useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { n, t } from '../words'
import { changed } from './queries'
import { Respond } from './respond'

const VERDICTS = ['mistake', 'threat', 'test', 'not_a_threat'] as const

/** Take it, say something, close it, end what it holds. Each waits for the server. */
export function AlertActs({ alert }: { alert: Alert }) {
  const at = `/alerts/${encodeURIComponent(alert.id)}`
  const take = useMutation({ mutationFn: () => client.post<Alert>(`${at}/acknowledge`), onSuccess: changed })
  const closed = alert.state === 'closed'
  const holds = alert.containments?.some(each => each.state === 'active') === true
  useKeys({ a: () => alert.state === 'open' && !take.isPending && take.mutate() })
  return (
    <div>
      <div className="acts start">
        {alert.state === 'open' && (
          <Button className="btn primary" isDisabled={take.isPending} onPress={() => take.mutate()}>
            {t('alert-acknowledge')}
          </Button>
        )}
        {!closed && (
          <Ask
            button={t('alert-close')}
            title={t('alert-close-title')}
            size=""
            reason={{ label: t('alert-close-note') }}
            act={async fields =>
              changed(
                await client.post<Alert>(`${at}/close`, {
                  verdict: fields.get('verdict'),
                  note: fields.get('reason'),
                }),
              )
            }
          >
            <Choice
              legend={t('alert-verdict')}
              name="verdict"
              initial="mistake"
              options={VERDICTS.map(value => ({
                value,
                label: t(`verdict-${value}`),
                hint: t(`verdict-${value}-hint`, { count: alert.alike ?? 0, n: n(alert.alike ?? 0) }),
              }))}
            />
          </Ask>
        )}
        <Respond alert={alert} />
        {holds && (
          <Ask
            button={t('alert-lift')}
            title={t('alert-lift-title')}
            text={t('alert-lift-text')}
            size=""
            reason={{ label: t('reason') }}
            act={async fields =>
              changed(await client.post<Alert>(`${at}/lift`, { text: fields.get('reason') }))
            }
          />
        )}
        <Ask
          button={t('alert-note')}
          title={t('alert-note')}
          size=""
          reason={{ label: t('alert-note-text') }}
          act={async fields =>
            changed(await client.post<Alert>(`${at}/notes`, { text: fields.get('reason') }))
          }
        />
      </div>
      {take.isError && <PanelError error={take.error} />}
      <p className="rec">{t('alert-recorded')}</p>
    </div>
  )
}
