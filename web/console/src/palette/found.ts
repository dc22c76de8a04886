// What the palette offers for the words typed: only what whoever asks may do or see.
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { visible } from '../../../core/format'
import type { Case, FoundFile, List } from '../../../core/types'
import { client } from '../api'
import { actsHere } from '../parts/acts'
import { useOffered } from '../parts/offered'
import { recent } from '../parts/recent'
import { membersQuery } from '../parts/who'
import type { Offered } from '../roles'
import { t } from '../words'

/** Shorter words would find everything. */
const LEAST = 2
const MOST = 8

export interface Offer {
  id: string
  words: string
  /** What tells it from others of the same words. */
  more?: string
  to?: string
  run?: () => void
}

export interface Group {
  title: string
  offers: Offer[]
}

const PAGES: readonly [to: string, words: string, may: (offered: Partial<Offered>) => boolean | undefined][] =
  [
    ['/cases', 'cases-title', () => true],
    ['/access', 'access-title', ({ ask, answer, review }) => ask || answer || review],
    ['/alerts', 'alerts-title', ({ alerts }) => alerts],
    ['/budgets', 'budgets-title', ({ alerts }) => alerts],
    ['/decoys', 'decoys-title', ({ decideAlerts }) => decideAlerts],
    ['/ledger', 'ledger-title', ({ ledger }) => ledger],
    ['/health', 'health-title', ({ health }) => health],
    ['/sinks', 'sinks-title', ({ health }) => health],
    ['/due', 'due-title', ({ due }) => due],
    ['/people', 'people-title', ({ people }) => people],
    ['/policies', 'policies-title', ({ policies }) => policies],
    ['/account', 'nav-account', () => true],
  ]

/** All that fits, in the order in which it is most likely meant; `busy` while the server still looks. */
export function useFound(typed: string): { groups: Group[]; busy: boolean } {
  const words = useDeferredValue(typed.trim())
  const may = useOffered()
  const asks = words.length >= LEAST
  const cases = useQuery({
    queryKey: ['palette', 'cases', words],
    queryFn: ({ signal }) => client.get<List<Case>>('/cases', { query: { q: words }, signal }),
    enabled: asks,
  })
  const files = useQuery({
    queryKey: ['palette', 'files', words],
    queryFn: ({ signal }) => client.get<List<FoundFile>>('/files', { query: { q: words }, signal }),
    enabled: asks,
  })
  const members = useQuery({ ...membersQuery, enabled: asks && may.people === true })
  const fits = (text: string) => text.toLowerCase().includes(words.toLowerCase())
  const groups: Group[] = [
    {
      title: t('palette-here'),
      offers: actsHere()
        .map(({ words, run }) => ({ id: `act ${words}`, words, run }))
        .filter(offer => fits(offer.words)),
    },
    {
      title: t('palette-recent'),
      offers: recent()
        .map(({ words, to }) => ({ id: `recent ${to}`, words, to }))
        .filter(offer => fits(offer.words)),
    },
    {
      title: t('cases-title'),
      offers: (asks ? (cases.data?.items ?? []) : []).slice(0, MOST).map(item => ({
        id: `case ${item.id}`,
        words: `${visible(item.reference)} ${visible(item.customer_name)}`,
        more: visible(item.subject),
        to: `/cases/${item.id}`,
      })),
    },
    {
      title: t('palette-files'),
      offers: (asks ? (files.data?.items ?? []) : []).slice(0, MOST).map(file => ({
        id: `file ${file.id}`,
        words: visible(file.name),
        more: visible(file.case_reference),
        to: `/cases/${file.case}/files/${file.id}`,
      })),
    },
    {
      title: t('people-title'),
      offers: (asks ? (members.data?.items ?? []) : [])
        .filter(({ name, email }) => fits(`${name} ${email}`))
        .slice(0, MOST)
        .map(({ id, name, email }) => ({
          id: `member ${id}`,
          words: visible(name),
          more: visible(email),
          to: `/people/${id}`,
        })),
    },
    {
      title: t('palette-pages'),
      offers: PAGES.filter(([, , allowed]) => allowed(may))
        .map(([to, id]) => ({ id: `page ${to}`, words: t(id), to }))
        .filter(offer => fits(offer.words)),
    },
  ]
  // Who decides about holds and lockboxes sees no list of cases: they go by the number they were given.
  if ((may.hold || may.lockbox) && /^[\w-]{2,60}$/.test(words))
    groups.push({
      title: t('palette-number'),
      offers: [{ id: 'number', words: t('palette-case', { reference: words }), to: `/cases/${words}` }],
    })
  return {
    groups: groups.filter(({ offers }) => offers.length > 0),
    busy: asks && (cases.isFetching || files.isFetching),
  }
}
