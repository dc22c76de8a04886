import { exactTime, longTime } from '../../../core/format'
import type { Alert } from '../../../core/types'
import { locale, t } from '../words'

/** By when somebody has to be told, should this be an incident. */
export function Clocks({ alert }: { alert: Alert }) {
  const clocks = alert.clocks ?? []
  if (clocks.length === 0) return null
  return (
    <section aria-labelledby="clocks">
      <h2 id="clocks">{t('alert-clocks')}</h2>
      <p className="measure">{t('alert-clocks-text')}</p>
      <ul className="notes">
        {clocks.map(({ regime, who, tell, due, source, as_of }) => (
          <li key={`${regime}${tell}`}>
            <p>
              <b>
                <time dateTime={due} title={exactTime(due, locale)}>
                  {longTime(due, locale)}
                </time>
              </b>{' '}
              <span lang="en">{tell}</span>
            </p>
            <p className="sub" lang="en">
              <a href={source} rel="noreferrer">
                {regime}
              </a>{' '}
              · {who} · <span className="num">{as_of}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
