import '../words-office'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { EyeOff } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../../core/client'
import { visible } from '../../../core/format'
import type { ArchiveMember, CaseFile } from '../../../core/types'
import { AccessBanner } from '../access/banner'
import { caseQuery, fileQuery, isDenied } from '../api'
import { usePutsBack } from '../back/offers'
import { Versions } from '../back/versions'
import { Erase, Erased, useErases } from '../case/erase'
import { HoldOver } from '../case/keeping'
import { useAct } from '../parts/acts'
import { Check } from '../parts/check'
import { Crumbs } from '../parts/crumbs'
import { KeyHint, useKeys } from '../parts/keys'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { useRecent } from '../parts/recent'
import { ScanTag } from '../parts/tags'
import type { FileSearch } from '../router'
import { Bookmarks } from '../viewer/bookmarks'
import { copyLines } from '../viewer/copying'
import { FindingTypes } from '../viewer/finding-types'
import { GoTo } from '../viewer/go-to'
import { Histogram } from '../viewer/histogram'
import { HitList } from '../viewer/hit-list'
import { Levels } from '../viewer/levels'
import { LineDetail } from '../viewer/line-detail'
import { LinesView } from '../viewer/lines'
import { readMarks, toggled, writeMarks } from '../viewer/marks'
import { Members } from '../viewer/members'
import { Plain } from '../viewer/plain'
import { findingsQuery, findLine, outlineQuery, treeQuery } from '../viewer/queries'
import { SearchBar } from '../viewer/search'
import { useSearching } from '../viewer/searching'
import { firstMember, memberName } from '../viewer/tree'
import { n, size, t } from '../words'

export function FilePage() {
  const { case: caseId, file: id } = useParams({ from: '/shell/cases/$case/files/$file' })
  const file = useQuery(fileQuery(id))
  const parent = useQuery(caseQuery(caseId))
  const tree = useQuery(treeQuery(id, file.data !== undefined && file.data.scan !== 'pending'))
  useFreshReport(id, file.data)
  const name = file.data && visible(file.data.name)
  const erases = useErases(parent.data)
  const putsBack = usePutsBack(parent.data)
  const { hold } = useOffered()
  const gone = file.error instanceof ApiError && file.error.status === 404
  useRecent('file', gone ? undefined : name, `/cases/${caseId}/files/${id}`)
  useEffect(() => {
    if (name) document.title = t('page-title-in', { what: name, organisation: t('coffer') })
  }, [name])
  return (
    <div className="page fill">
      <header className="top">
        <Crumbs>
          <Link to="/cases/$case" params={{ case: caseId }}>
            {parent.data ? `${visible(parent.data.reference)} ${visible(parent.data.customer_name)}` : caseId}
          </Link>
          <h1 className="mono">
            <bdi>{name ?? t('loading')}</bdi>
          </h1>
        </Crumbs>
        {file.data && !gone && (
          <>
            <ScanTag file={file.data} />
            <span className="tag sens" title={t('tag-working-copy-title')}>
              <EyeOff className="i" aria-hidden="true" />
              {t('tag-working-copy')}
            </span>
            <span className="grow" />
            <Versions file={file.data} shows={putsBack} />
            {hold && <HoldFile file={file.data} />}
            {erases && parent.data && <Erase item={parent.data} files={[file.data]} done={() => undefined} />}
          </>
        )}
      </header>
      {parent.data && <AccessBanner item={parent.data} />}
      {gone && (
        <div className="alone">
          <Erased id={id} name={name} />
        </div>
      )}
      {file.isError && !gone && <PanelError error={file.error} retry={() => void file.refetch()} page />}
      {tree.isError && !gone && <PanelError error={tree.error} retry={() => void tree.refetch()} page />}
      {file.data && !gone && <Check file={file.data} />}
      {file.data?.scan === 'pending' && !gone && <p className="empty">{t('scan-text-pending')}</p>}
      {file.data && tree.data && !gone && !isDenied(file.error) && (
        // Another version is another text: nothing that was read of this one is kept.
        <Viewer key={file.data.version} file={file.data} members={tree.data.items} />
      )}
    </div>
  )
}

/** Keeps this one file; its case's hold is its own. */
function HoldFile({ file: { id, name, held } }: { file: CaseFile }) {
  const queries = useQueryClient()
  return (
    <HoldOver
      over="file-"
      name={name}
      at={`/files/${id}/hold`}
      held={held === true}
      done={() => queries.invalidateQueries({ queryKey: fileQuery(id).queryKey, exact: true })}
    />
  )
}

/** A further check counts members and findings anew: what was read of the last report is read again. */
function useFreshReport(id: string, file: CaseFile | undefined) {
  const queries = useQueryClient()
  const queued = file?.scan_queued
  const before = useRef(queued)
  useEffect(() => {
    const ended = before.current === true && queued === false
    before.current = queued
    if (ended) void queries.invalidateQueries({ queryKey: ['file', id] })
  }, [queries, id, queued])
}

function Viewer({ file, members }: { file: CaseFile; members: ArchiveMember[] }) {
  const search = useSearch({ from: '/shell/cases/$case/files/$file' })
  const navigate = useNavigate({ from: '/cases/$case/files/$file' })
  const memberNumber = search.member ?? firstMember(members)
  const member = members.find(each => each.member === memberNumber) ?? members[0]
  const archive = members.length > 1
  const findings = useQuery(findingsQuery(file.id, member?.member))
  const outline = useQuery(outlineQuery(file.id, isReadable(member) ? member?.member : undefined)).data
  const searching = useSearching(file.id, search.q, search.here ? memberNumber : undefined)

  const total = member?.lines ?? 0
  const line = Math.max(1, Math.min(search.line ?? 1, Math.max(1, total)))
  const go = (next: FileSearch, replace = true) =>
    void navigate({ search: old => ({ ...old, ...next }), replace, resetScroll: false })
  const select = (next: number) =>
    void navigate({
      search: ({ to: _, ...old }) => ({ ...old, line: next }),
      replace: true,
      resetScroll: false,
    })
  const to = Math.max(1, Math.min(search.to ?? line, Math.max(1, total)))
  const extend = (by: number) => go({ line, to: Math.max(1, Math.min(total, to + by)) })
  const marks = readMarks(search.marks ?? '')
  const mark = (at: number) =>
    void navigate({
      search: ({ marks: _, ...old }) => {
        const next = writeMarks(toggled(marks, at))
        return next ? { ...old, marks: next } : old
      },
      replace: true,
      resetScroll: false,
    })
  const local = search.local === true
  const setLocal = (on: boolean) =>
    void navigate({
      search: ({ local: _, ...old }) => (on ? { ...old, local: true as const } : old),
      replace: true,
      resetScroll: false,
    })
  const [unfolded, setUnfolded] = useState(true)
  const [said, setSaid] = useState('')
  const copy = () =>
    void copyLines(file.id, memberNumber, Math.min(line, to), Math.max(line, to)).then(
      count => setSaid(t('copied-lines', { count, n: n(count) })),
      () => setSaid(t('copy-failed')),
    )
  const copyAddress = () =>
    void navigator.clipboard.writeText(location.href).then(
      () => setSaid(t('copied-address', { n: n(line) })),
      () => setSaid(t('copy-failed')),
    )

  const found = findings.data?.items
  const findingLines = useMemo(() => new Set(found?.map(finding => finding.line)), [found])
  const wanted = useMemo(
    () => found?.filter(finding => search.type === undefined || finding.type === search.type) ?? [],
    [found, search.type],
  )
  const result = searching.found
  const hitLines = useMemo(
    () => new Set(result?.hits.filter(hit => hit.member === memberNumber).map(hit => hit.line)),
    [result, memberNumber],
  )
  const at = result?.hits.findIndex(hit => hit.member === memberNumber && hit.line === line) ?? -1

  const stepHit = (by: number) => {
    const all = result?.hits ?? []
    // From a line that is no hit, go to the nearest one in the direction asked for.
    const after = all.findIndex(
      hit => hit.member > memberNumber || (hit.member === memberNumber && hit.line > line),
    )
    const from = at >= 0 ? at + by : by > 0 ? Math.max(0, after) : (after < 0 ? all.length : after) - 1
    const hit = all[(from + all.length) % all.length]
    if (hit) go({ member: hit.member, line: hit.line })
  }
  const stepFinding = (by: number) => {
    const lines = [...new Set(wanted.map(finding => finding.line))].sort((a, b) => a - b)
    const next =
      by > 0
        ? (lines.find(each => each > line) ?? lines[0])
        : (lines.findLast(each => each < line) ?? lines.at(-1))
    if (next !== undefined) select(next)
  }
  const goToTime = (time: number) =>
    void findLine(file.id, memberNumber, { time }).then(found => select(found ?? Math.max(1, total)))
  const stepLevel = (level: string, back = false) => {
    const from = back ? line - 1 : line + 1
    if (from < 1) return
    void findLine(file.id, memberNumber, { level, from, ...(back ? { back: true as const } : {}) }).then(
      found => found !== undefined && select(found),
    )
  }
  const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus()
  useKeys({
    j: () => select(Math.min(total, line + 1)),
    k: () => select(Math.max(1, line - 1)),
    '/': () => focus('#search'),
    g: () => focus('#go-to'),
    'g g': () => select(1),
    'Shift G': () => select(Math.max(1, total)),
    n: () => stepFinding(1),
    'Shift N': () => stepFinding(-1),
    e: () => stepLevel('error'),
    'Shift E': () => stepLevel('error', true),
    p: () => stepHit(1),
    'Shift P': () => stepHit(-1),
    'Shift J': () => extend(1),
    'Shift K': () => extend(-1),
    b: () => mark(line),
    c: copy,
    w: () => setUnfolded(!unfolded),
    y: copyAddress,
    t: () => setLocal(!local),
  })
  useAct(t('act-search'), () => focus('#search'))
  useAct(t('act-goto'), () => focus('#go-to'))
  useAct(t('act-copy'), copy)
  useAct(t('act-address'), copyAddress)
  useAct(t(marks.includes(line) ? 'act-unmark' : 'act-mark', { n: n(line) }), () => mark(line))
  if (!member) return <p className="empty">{t('viewer-empty')}</p>
  const isText = isReadable(member)
  const name = visible(memberName(member, file.name))
  return (
    <>
      <div className="tools">
        <SearchBar
          q={search.q}
          here={search.here === true}
          archive={archive}
          searching={searching}
          at={at}
          step={stepHit}
          search={(q, here) =>
            void navigate({
              search: ({ q: _, here: __, ...old }) => ({
                ...old,
                ...(q === undefined ? {} : { q }),
                ...(here ? { here: true as const } : {}),
              }),
            })
          }
        />
        <GoTo
          total={total}
          near={outline?.blocks.find(block => block.first != null)?.first ?? undefined}
          local={local}
          go={select}
          goToTime={goToTime}
        />
      </div>
      {searching.error !== undefined && <PanelError error={searching.error} />}
      <div className="viewer">
        <div className="side">
          {archive && (
            <section>
              <h2>{t('tree-title')}</h2>
              <Members
                members={members}
                chosen={member.member}
                choose={next => go({ member: next, line: 1 }, false)}
              />
            </section>
          )}
          <FindingTypes
            findings={findings}
            labels={file.labels ?? []}
            chosen={search.type}
            choose={type => {
              const first = found?.find(finding => finding.type === type)
              void navigate({
                search: ({ type: _, ...old }) => ({
                  ...old,
                  ...(type === undefined ? {} : { type }),
                  ...(first ? { line: first.line } : {}),
                }),
              })
            }}
          />
          <Bookmarks marks={marks} line={line} go={select} toggle={mark} />
          {outline && <Levels outline={outline} next={level => stepLevel(level)} />}
          {result && (
            <HitList
              found={result}
              members={members}
              file={file.name}
              choose={hit => go({ member: hit.member, line: hit.line })}
            />
          )}
        </div>
        <div className="center">
          {outline && isText && (
            <Histogram outline={outline} line={line} local={local} setLocal={setLocal} goToTime={goToTime} />
          )}
          {!isText && <p className="empty">{t('viewer-not-text', { kind: member.kind })}</p>}
          {isText && total === 0 && <p className="empty">{t('viewer-empty')}</p>}
          {isText && total > 0 && (
            <LinesView
              key={member.member}
              file={file.id}
              member={member.member}
              name={name}
              total={total}
              selected={line}
              to={to}
              unfolded={unfolded}
              hits={hitLines}
              findings={findingLines}
              select={select}
            />
          )}
          <p className="status num">
            <span>{t('viewer-status', { line: n(line), total: n(total) })}</span>
            <span>{size(member.bytes)}</span>
            {archive && <bdi className="mono">{name}</bdi>}
            <span className="grow" role="status">
              {said}
            </span>
            <KeyHint keys={['N']} words={t('viewer-key-next')} />
            <KeyHint keys={['J', 'K']} words={t('viewer-key-line')} />
            <KeyHint keys={['?']} words={t('viewer-key-all')} />
            {isText && total > 0 && <Plain file={file.id} member={member.member} line={line} />}
          </p>
        </div>
        {isText && total > 0 && (
          <LineDetail
            key={`${member.member}/${line}`}
            file={file}
            member={member.member}
            line={line}
            findings={found ?? []}
          />
        )}
      </div>
    </>
  )
}

/** A log with a single NUL in it counts as binary, and is read as a log all the same. */
function isReadable(member: ArchiveMember | undefined): boolean {
  return member?.kind === 'text' || (member?.kind === 'binary' && member.lines > 0)
}
