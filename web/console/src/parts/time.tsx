import { exactTime, relativeTime } from '../../../core/format'
import { locale } from '../words'

export function Ago({ time }: { time: string }) {
  return (
    <time dateTime={time} title={exactTime(time, locale)}>
      {relativeTime(time, locale)}
    </time>
  )
}
