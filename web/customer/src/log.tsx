// Who opened what: the custody record of this link's files, and whether it is what the organisation signed.
import { ShieldCheck, TriangleAlert } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import { exactTime, shortTime, visible } from '../../core/format'
import { check, type Verdict } from '../../core/ledger'
import type { Custody, ErasedSentFile, List, ReceivedDelivery, SentFile } from '../../core/types'
import { type Line, lines } from './custody'
import { Erased, nameOf } from './erased'
import { client } from './link'
import { locale, n, t } from './words'

interface Record {
  lines: Line[]
  verdict: Verdict
  log: string
  /** Entries, and whether there are older ones. */
  count: number
  more: boolean
  erased: readonly ErasedSentFile[]
}

export function Log({
  organisation,
  passLost,
  back,
}: {
  organisation: string
  passLost(): void
  back(): void
}) {
  const [record, setRecord] = useState<Record>()
  const [error, setError] = useState<ApiError>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const load = async () => {
    setError(undefined)
    try {
      setRecord(await read())
    } catch (reason) {
      const problem = reason instanceof ApiError ? reason : new ApiError({ status: 0, code: 'offline' })
      if (problem.code === 'pass_required') passLost()
      else setError(problem)
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; the button reads again
  useEffect(() => void load(), [])
  return (
    <section>
      <h1 tabIndex={-1} ref={heading}>
        {t('log-title')}
      </h1>
      <p class="measure">{t('log-text', { organisation })}</p>
      {error && (
        <div class="note bad">
          <p>{error.code === 'offline' ? t('problem-offline') : t('error-unexpected')}</p>
          <div class="acts">
            <button type="button" class="btn" onClick={load}>
              {t('try-again')}
            </button>
          </div>
        </div>
      )}
      {!record && !error && <p class="late sub">{t('loading')}</p>}
      {record && <Shown record={record} organisation={organisation} />}
      <div class="acts">
        <button type="button" class="btn big" onClick={back}>
          {t('log-back')}
        </button>
      </div>
    </section>
  )
}

function Shown({ record, organisation }: { record: Record; organisation: string }) {
  return (
    <>
      <Verified record={record} organisation={organisation} />
      <Erased files={record.erased} log={record.log} />
      {record.lines.length === 0 && <p>{t('log-empty')}</p>}
      <ol class="log">
        {record.lines.map(line => (
          <li key={line.index}>
            <time dateTime={line.time} title={exactTime(line.time, locale)}>
              {shortTime(line.time, locale)}
            </time>
            <p>
              {line.text}
              {line.count > 1 && <span class="sub"> {t('log-times', { n: n(line.count) })}</span>}
            </p>
          </li>
        ))}
      </ol>
      {record.more && <p class="sub">{t('log-more', { n: n(record.count) })}</p>}
    </>
  )
}

function Verified({ record, organisation }: { record: Record; organisation: string }) {
  const { verdict } = record
  if (verdict.result === 'bad')
    return (
      <div class="note bad" role="alert">
        <h2>
          <TriangleAlert class="i" aria-hidden="true" /> {t('log-bad-title')}
        </h2>
        <p>{t('log-bad', { organisation })}</p>
      </div>
    )
  if (verdict.result === 'unsupported') return <p class="note warn">{t('log-unsupported')}</p>
  return (
    <div class="note ok">
      <h2>
        <ShieldCheck class="i" aria-hidden="true" />{' '}
        {t('log-good', { count: record.count, n: n(record.count), total: n(verdict.head.size) })}
      </h2>
      <details>
        <summary>{t('log-good-more')}</summary>
        <p>{t('log-good-text', { organisation })}</p>
        <p>
          {t('log-key')} <code>{record.log}</code>
        </p>
      </details>
    </div>
  )
}

async function read(): Promise<Record> {
  const [custody, sent, received] = await Promise.all([
    client.get<Custody>('/link/custody'),
    client.get<List<SentFile>>('/link/files'),
    // A link without a code shows nothing of this.
    client.get<List<ReceivedDelivery>>('/link/deliveries').catch(() => ({ items: [] })),
  ])
  const files = [...sent.items, ...received.items.flatMap(delivery => delivery.files)]
  const names = new Map(files.map(file => [file.id, visible(file.name)]))
  for (const file of custody.erased) names.set(file.id, nameOf(file))
  const members = new Map(custody.members.map(({ id, name }) => [id, visible(name)]))
  return {
    lines: lines(custody.entries, names, members),
    verdict: await check(custody.log, custody.checkpoint, custody.entries),
    log: custody.log,
    count: custody.entries.length,
    more: custody.more,
    erased: custody.erased,
  }
}
