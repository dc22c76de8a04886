import { useEffect, useRef, useState } from 'react'
import { Button, Heading } from 'react-aria-components'
import { n, t } from '../words'

/** As long as it takes to see that it was the wrong person. */
export const UNDO_SECONDS = 30
const LOOK_MS = 250

interface Props {
  people: number
  send(): void
  undo(): void
}

/** Nothing has gone out yet: time to think again. When this goes, for whatever reason, nothing is sent. */
export function Waiting({ people, send, undo }: Props) {
  const [left, setLeft] = useState(UNDO_SECONDS)
  const sending = useRef(send)
  sending.current = send
  useEffect(() => {
    const end = Date.now() + UNDO_SECONDS * 1_000
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1_000))
      setLeft(seconds)
      if (seconds > 0) return
      clearInterval(timer)
      sending.current()
    }, LOOK_MS)
    const leaving = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', leaving)
    return () => {
      clearInterval(timer)
      removeEventListener('beforeunload', leaving)
    }
  }, [])
  return (
    <>
      <Heading slot="title">{t('delivery-waiting', { count: people, n: n(people) })}</Heading>
      <p role="status">{t('delivery-waiting-text', { seconds: UNDO_SECONDS })}</p>
      <p className="num" aria-hidden="true">
        {t('delivery-waiting-left', { n: n(left) })}
      </p>
      <div className="acts">
        <Button className="btn primary" autoFocus onPress={undo}>
          {t('delivery-undo')}
        </Button>
        <Button className="btn" onPress={send}>
          {t('delivery-now')}
        </Button>
      </div>
    </>
  )
}
