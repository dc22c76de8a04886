import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components'
import { exactTime, longTime, visible } from '../../../core/format'
import type { Case, Delivery } from '../../../core/types'
import { client } from '../api'
import { Confirm } from '../parts/confirm'
import { PanelError } from '../parts/problem'
import { locale, n, t } from '../words'
import { deliveriesQuery } from './queries'

const Send = lazy(() => import('./send').then(({ Send }) => ({ default: Send })))

/** What was sent to the customer's people, who took what, and the way to send more. */
export function Deliveries({ item }: { item: Case }) {
  const query = useQuery(deliveriesQuery(item.id))
  const items = query.data?.items
  return (
    <section className="panel" aria-labelledby="deliveries">
      <div className="panel-head">
        <h2 id="deliveries">{t('deliveries-title')}</h2>
        {item.state === 'open' && (
          <DialogTrigger>
            <Button className="btn sm">{t('delivery-new')}</Button>
            <ModalOverlay className="overlay">
              <Modal className="modal">
                <Dialog className="dialog" aria-label={t('delivery-new')}>
                  {({ close }) => (
                    <Suspense fallback={<p className="late sub">{t('loading')}</p>}>
                      <Send item={item} close={close} />
                    </Suspense>
                  )}
                </Dialog>
              </Modal>
            </ModalOverlay>
          </DialogTrigger>
        )}
      </div>
      {query.isError && !items && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {!items && query.isPending && <p className="late sub pad">{t('loading')}</p>}
      {items?.length === 0 && <p className="empty">{t('deliveries-empty')}</p>}
      <ul className="requests">
        {items?.map(delivery => (
          <One key={delivery.id} delivery={delivery} caseId={item.id} />
        ))}
      </ul>
    </section>
  )
}

function One({ delivery, caseId }: { delivery: Delivery; caseId: string }) {
  const cache = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => client.delete<Delivery>(`/deliveries/${delivery.id}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: deliveriesQuery(caseId).queryKey }),
  })
  const contact = visible(delivery.contact)
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{contact}</bdi>
          </b>{' '}
          <span className={`tag ${delivery.state === 'open' ? 'acc' : ''}`}>
            {t(`delivery-state-${delivery.state}`)}
          </span>
        </p>
        <ul className="delivered">
          {delivery.files.map(file => (
            <li key={file.id} className="num">
              <bdi>
                {file.name === undefined || file.name === null ? t('delivery-erased') : visible(file.name)}
              </bdi>{' '}
              <span className="sub">
                {t('delivery-taken', { count: file.downloads, n: n(file.downloads) })}
              </span>
            </li>
          ))}
        </ul>
        {delivery.note && <p className="sub">{visible(delivery.note)}</p>}
        <p className="sub num">
          {t('delivery-by', { sender: visible(delivery.sender) })} ·{' '}
          <time dateTime={delivery.expires} title={exactTime(delivery.expires, locale)}>
            {t('request-until', { time: longTime(delivery.expires, locale) })}
          </time>
        </p>
      </div>
      {delivery.state === 'open' && (
        <Confirm
          button={t('delivery-withdraw')}
          name={t('delivery-withdraw-name', { contact })}
          title={t('delivery-withdraw-title', { contact })}
          text={t('delivery-withdraw-text')}
          act={withdraw}
        />
      )}
    </li>
  )
}
