import { useMemo } from 'react'
import { Button } from 'react-aria-components'
import { histogram, type Outline, timeOf } from '../../../core/outline'
import { locale, n, t } from '../words'

const BARS = 120
const TICKS = 6
const HEIGHT = 34

interface Props {
  outline: Outline
  line: number
  /** Times in the reader's zone; in UTC otherwise. */
  local: boolean
  setLocal(local: boolean): void
  goToTime(time: number): void
}

/** Lines over time, those that say error marked. A click goes there; by keyboard, "Go to line or time" does the same. */
export function Histogram({ outline, line, local, setLocal, goToTime }: Props) {
  const found = useMemo(() => histogram(outline, BARS), [outline])
  if (!found) return null
  const { from, to, bars, most } = found
  const clock = new Intl.DateTimeFormat(locale, {
    ...(local ? {} : { timeZone: 'UTC' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(to - from > 86_400_000 ? { day: 'numeric', month: 'short' } : {}),
    ...(to - from < 600_000 ? { second: '2-digit' } : {}),
  })
  const zone = local ? t('zone-local') : 'UTC'
  const errors = bars.reduce((sum, bar) => sum + bar.error, 0)
  const here = timeOf(outline, line)
  const x = (time: number) => ((time - from) / (to - from)) * BARS
  return (
    <div className="histogram">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field for a time does the same by keyboard */}
      <svg
        role="img"
        aria-label={t('histogram-label', {
          from: clock.format(from),
          to: clock.format(to),
          errors: n(Math.round(errors)),
          zone,
        })}
        viewBox={`0 0 ${BARS} ${HEIGHT}`}
        preserveAspectRatio="none"
        onClick={event => {
          const box = event.currentTarget.getBoundingClientRect()
          goToTime(from + ((event.clientX - box.left) / box.width) * (to - from))
        }}
      >
        {bars.map((bar, at) => (
          <g key={bar.at}>
            <Part className="all" at={at} from={0} part={bar.total / most} />
            <Part className="warn" at={at} from={bar.error / most} part={bar.warn / most} />
            <Part className="error" at={at} from={0} part={bar.error / most} />
          </g>
        ))}
        {here !== undefined && (
          <rect
            className="here"
            x={Math.min(BARS - 0.6, Math.max(0, x(here) - 0.3))}
            y={0}
            width={0.6}
            height={HEIGHT}
          />
        )}
      </svg>
      <div className="axis">
        <p className="ticks num" aria-hidden="true">
          {Array.from({ length: TICKS }, (_, at) => from + ((to - from) * at) / (TICKS - 1)).map(time => (
            <span key={time}>{clock.format(time)}</span>
          ))}
        </p>
        <Button
          className="btn sm ghost zone"
          aria-label={t('zone-toggle', { zone })}
          onPress={() => setLocal(!local)}
        >
          {zone}
        </Button>
      </div>
    </div>
  )
}

function Part({ className, at, from, part }: { className: string; at: number; from: number; part: number }) {
  if (part <= 0) return null
  // What is there at all can be seen.
  const height = Math.max(1, part * HEIGHT)
  return (
    <rect
      className={className}
      x={at + 0.1}
      y={HEIGHT - from * HEIGHT - height}
      width={0.8}
      height={height}
    />
  )
}
