import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { pieces } from '../../../core/pseudonyms'
import type { CaseFile, Finding } from '../../../core/types'
import { useKeys } from '../parts/keys'
import { labelName, n, t, typeName } from '../words'
import { AboutLine } from './about-line'
import { Expiry } from './expiry'
import { LineText } from './line-text'
import { fetchLines } from './queries'
import { Reveal } from './reveal'

interface Props {
  file: CaseFile
  member: number
  line: number
  findings: readonly Finding[]
}

/** The chosen line whole, and what was found in it. */
export function LineDetail({ file, member, line, findings }: Props) {
  const [open, setOpen] = useState<number>()
  const query = useQuery({
    queryKey: ['file', file.id, 'line', member, line],
    queryFn: () => fetchLines(file.id, member, line, 1),
  })
  const shown = query.data?.lines[0]
  const here = shown ? inLine(shown.text, line, findings) : []
  useKeys({
    v: () => {
      if (here[0]) setOpen(here[0].finding)
    },
  })
  return (
    <section className="detail" aria-labelledby="detail">
      <h2 id="detail" className="num">
        {t('line-title', { n: n(line) })}
      </h2>
      {shown && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <p className="whole mono" tabIndex={0}>
          <LineText text={shown.text} />
        </p>
      )}
      {shown?.cut && <p className="sub">{t('line-cut')}</p>}
      <AboutLine file={file} line={line} />
      <h3>{t('in-line')}</h3>
      {here.length === 0 && <p className="sub">{t('in-line-none')}</p>}
      <ul>
        {here.map(finding => (
          <li key={finding.finding} className="finding">
            <h4>{typeName(finding.type)}</h4>
            <p className="tags">
              <span className="tag">{t(`sure-${finding.confidence}`)}</span>
              {finding.why.map(why => (
                <span key={why} className="tag">
                  {why}
                </span>
              ))}
            </p>
            {finding.labels && finding.labels.length > 0 && (
              <p className="sub">
                {t('finding-labels', { labels: finding.labels.map(labelName).join(', ') })}
              </p>
            )}
            <Expiry finding={finding} />
            <p>
              <LineText text={finding.pseudonym} />
            </p>
            <Reveal
              file={file.id}
              finding={finding}
              isOpen={open === finding.finding}
              onOpenChange={next => setOpen(next ? finding.finding : undefined)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The findings behind the tokens of a line; one masked over several lines is found by its token. */
function inLine(text: string, line: number, findings: readonly Finding[]): Finding[] {
  const here = findings.filter(finding => finding.line === line)
  for (const piece of pieces(text)) {
    if (piece.kind !== 'token' || here.some(finding => finding.pseudonym === piece.token)) continue
    const same = findings.find(finding => finding.pseudonym === piece.token)
    if (same) here.push(same)
  }
  return here
}
