import { useEffect, useMemo, useReducer } from 'preact/hooks'
import { UploadQueue } from '../../core/queue'
import type { List, SentFile } from '../../core/types'
import { client, headers } from './link'

/** The one queue of this page; draws again at most once per frame while it changes. */
export function useQueue(passLost: () => void): UploadQueue {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const queue = useMemo(() => {
    let pending = false
    // The transfer code is fetched while the reader is still looking at the first step.
    const loaded = import('../../core/tus').then(({ tusTransfers }) => tusTransfers(headers))
    return new UploadQueue({
      open: (item, upload, events) => {
        const transfer = loaded.then(open => open(item, upload, events))
        return {
          start: () => void transfer.then(it => it.start()),
          stop: discard => transfer.then(it => it.stop(discard)),
        }
      },
      listSent: async () => (await client.get<List<SentFile>>('/link/files')).items,
      changed: () => {
        if (pending) return
        pending = true
        requestAnimationFrame(() => {
          pending = false
          redraw(undefined)
        })
      },
      passLost,
    })
  }, [passLost])
  useEffect(() => {
    const online = () => queue.retry()
    addEventListener('online', online)
    return () => removeEventListener('online', online)
  }, [queue])
  return queue
}
