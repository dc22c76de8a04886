import { client } from '../api'
import { AskNow } from '../parts/ask'
import { t } from '../words'

/** Any member tells security officers of what the server cannot see. */
export default function ReportOdd({ closed, done }: { closed(): void; done(): void }) {
  return (
    <AskNow
      button={t('report-go')}
      title={t('report-title')}
      text={t('report-text')}
      reason={{ label: t('report-what'), hint: t('report-hint') }}
      act={fields => client.post('/reports', { text: fields.get('reason') })}
      done={done}
      closed={closed}
    />
  )
}
