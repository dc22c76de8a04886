import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Label, TextArea, TextField } from 'react-aria-components'
import type { PolicyCheck, PolicyReplay, PolicyVersion } from '../../../core/types'
import { client } from '../api'
import { Ask } from '../parts/ask'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { t } from '../words'
import { CheckSaid, ReplaySaid } from './changes'
import { policiesChanged, policiesQuery } from './queries'

/** The organisation's own policies: written anew, looked at for what would change, and proposed. */
export function Own() {
  const query = useQuery(policiesQuery)
  return <Loaded query={query}>{({ own }) => <Draft key={own} own={own} />}</Loaded>
}

function Draft({ own }: { own: string }) {
  const { managePolicies } = useOffered()
  const [text, setText] = useState(own)
  const check = useMutation({ mutationFn: () => client.post<PolicyCheck>('/policies/check', { text }) })
  const replay = useMutation({ mutationFn: () => client.post<PolicyReplay>('/policies/replay', { text }) })
  const propose = useMutation({
    mutationFn: (why: string) => client.post<PolicyVersion>('/policies/versions', { text, why }),
    onSuccess: policiesChanged,
  })
  const edit = (next: string) => {
    setText(next)
    // What was said was said of another text.
    check.reset()
    replay.reset()
  }
  return (
    <section className="panel" aria-labelledby="own">
      <h2 id="own">{t('policies-view-own')}</h2>
      <div className="pad stack-in">
        <p className="measure">{t('own-text')}</p>
        <TextField className="field" value={text} onChange={edit}>
          <Label>{t('own-label')}</Label>
          <TextArea className="input area mono" rows={14} spellCheck="false" />
        </TextField>
        <div className="acts start">
          <Button className="btn" isDisabled={check.isPending} onPress={() => check.mutate()}>
            {t('own-check')}
          </Button>
          <Button className="btn" isDisabled={replay.isPending} onPress={() => replay.mutate()}>
            {t('own-replay')}
          </Button>
          {managePolicies && text !== own && (
            <Ask
              button={t('own-propose')}
              title={t('own-propose-title')}
              text={t('own-propose-text')}
              size=""
              tone="primary"
              reason={{ label: t('own-why') }}
              act={fields => propose.mutateAsync(String(fields.get('reason')))}
            />
          )}
        </div>
        <div role="status" className="stack-in">
          {propose.data && (
            <p className="note ok">{t(propose.data.state === 'active' ? 'own-active' : 'own-proposed')}</p>
          )}
          {check.data && <CheckSaid check={check.data} />}
          {replay.data && <ReplaySaid replay={replay.data} />}
        </div>
        {check.isError && <PanelError error={check.error} />}
        {replay.isError && <PanelError error={replay.error} />}
      </div>
    </section>
  )
}
