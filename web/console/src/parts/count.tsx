import { n, t } from '../words'

/** How many wait, beside a link; `word` says of what. Nothing if none do. */
export function Count({ count, grave = false, word }: { count: number; grave?: boolean; word: string }) {
  if (count === 0) return null
  return (
    <span className={`count num${grave ? ' grave' : ''}`}>
      {n(count)} <span className="sr">{t(word)}</span>
    </span>
  )
}
