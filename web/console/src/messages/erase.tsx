import { useQueryClient } from '@tanstack/react-query'
import { exactTime, visible } from '../../../core/format'
import type { Case, Message } from '../../../core/types'
import { client } from '../api'
import { Ask } from '../parts/ask'
import { locale, t } from '../words'
import { messagesQuery } from './queries'

/** Erases what a message says, for a reason. */
export function EraseMessage({ item, message }: { item: Case; message: Message }) {
  const cache = useQueryClient()
  const what = { author: visible(message.author), time: exactTime(message.created, locale) }
  return (
    <Ask
      button={t('message-erase')}
      name={t('message-erase-name', what)}
      title={t('message-erase-name', what)}
      text={t('message-erase-text')}
      tone="danger"
      reason={{ label: t('reason') }}
      act={fields =>
        client.delete<Message>(`/messages/${encodeURIComponent(message.id)}`, {
          reason: String(fields.get('reason')),
        })
      }
      done={() => cache.invalidateQueries({ queryKey: messagesQuery(item.id).queryKey })}
    />
  )
}
