import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { visible, visibleLines } from '../../../core/format'
import type { Case } from '../../../core/types'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { n, t } from '../words'
import { EraseMessage } from './erase'
import { messagesQuery } from './queries'
import { Write } from './write'

/** What members and contacts of a case wrote to each other, oldest first, and the place to write. */
export function CaseMessages({ item }: { item: Case }) {
  const query = useInfiniteQuery(messagesQuery(item.id))
  const offered = useOffered()
  const unread = item.unread_messages ?? 0
  const messages = query.data?.pages.flatMap(page => page.items).toReversed()
  return (
    <section className="panel" aria-labelledby="messages">
      <div className="panel-head">
        <h2 id="messages">{t('messages-title')}</h2>
        <Button className="btn sm" onPress={() => void query.refetch()}>
          {t('messages-again')}
        </Button>
      </div>
      <div role="status">
        {unread > 0 && !query.isFetching && (
          <p className="strip access">
            {t('messages-new', { count: unread, n: n(unread) })}{' '}
            <Button className="btn sm" onPress={() => void query.refetch()}>
              {t('messages-show-new')}
            </Button>
          </p>
        )}
      </div>
      {query.isError && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p className="late sub pad">{t('loading')}</p>}
      {messages?.length === 0 && <p className="empty">{t('messages-empty')}</p>}
      {query.hasNextPage && (
        <p className="pad">
          <Button className="btn sm" onPress={() => void query.fetchNextPage()}>
            {t('messages-older')}
          </Button>
        </p>
      )}
      <ol className="requests">
        {messages?.map(message => (
          <li key={message.id}>
            <div>
              <p>
                <b>
                  <bdi>{visible(message.author)}</bdi>
                </b>{' '}
                <span className={`tag ${message.side === 'contact' ? 'acc' : ''}`}>
                  {t(`message-side-${message.side}`)}
                </span>{' '}
                <span className="sub">
                  <Ago time={message.created} />
                </span>
              </p>
              {message.erased ? (
                <p className="sub">{t('message-erased')}</p>
              ) : (
                <p className="told measure">{visibleLines(message.text)}</p>
              )}
            </div>
            {offered.erase && !message.erased && <EraseMessage item={item} message={message} />}
          </li>
        ))}
      </ol>
      {item.state === 'open' && (
        <div className="pad">
          <Write id={item.id} />
        </div>
      )}
    </section>
  )
}
