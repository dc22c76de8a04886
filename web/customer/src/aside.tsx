import { longTime } from '../../core/format'
import type { LinkInfo } from '../../core/types'
import { files, locale, size, t } from './words'

/** Where, who, until when: shown before anything is sent. */
export function Aside({ link }: { link: LinkInfo }) {
  const organisation = link.organisation
  return (
    <aside class="facts" aria-labelledby="facts">
      <h2 id="facts">{t(link.takes_files ? 'aside-title' : 'aside-title-received')}</h2>
      <dl>
        <div>
          <dt>{t('aside-host')}</dt>
          <dd>
            <code>{location.host}</code>
            <small>{t('aside-host-text', { organisation })}</small>
          </dd>
        </div>
        {link.takes_files && (
          <div>
            <dt>{t('aside-who')}</dt>
            <dd>
              {t('aside-who-text', { department: link.department, organisation })}
              <small>{t('aside-who-note')}</small>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('aside-until')}</dt>
          <dd>
            <time dateTime={link.expires}>{longTime(link.expires, locale)}</time>
          </dd>
        </div>
        {link.verified && link.takes_files && (
          <div>
            <dt>{t('aside-left')}</dt>
            <dd class="num">
              {t('aside-left-text', { n: files(link.files_left), size: size(link.bytes_left) })}
            </dd>
          </div>
        )}
      </dl>
    </aside>
  )
}
