import { queryOptions } from '@tanstack/react-query'
import type { List, Policies, PolicyAnswer, PolicyVersion } from '../../../core/types'
import { client, queries } from '../api'

export const policiesQuery = queryOptions({
  queryKey: ['policies', 'rules'],
  queryFn: () => client.get<Policies>('/policies'),
})

export const versionsQuery = queryOptions({
  queryKey: ['policies', 'versions'],
  queryFn: () => client.get<List<PolicyVersion>>('/policies/versions'),
})

export const whoCanQuery = (action: string, on: string) =>
  queryOptions({
    queryKey: ['policies', 'who-can', action, on],
    queryFn: () => client.get<List<PolicyAnswer>>('/policies/who-can', { query: { action, on } }),
    retry: false,
  })

export const explainQuery = (member: string, action: string, on: string) =>
  queryOptions({
    queryKey: ['policies', 'explain', member, action, on],
    queryFn: () => client.get<PolicyAnswer>('/policies/explain', { query: { member, action, on } }),
    retry: false,
  })

export const policiesChanged = () => queries.invalidateQueries({ queryKey: ['policies'] })

/** What the schema knows, in the order people ask. */
export const ACTIONS = [
  'file.view',
  'file.reveal',
  'file.download',
  'file.share',
  'file.list',
  'file.upload',
  'file.modify',
  'file.classify',
  'file.rescan',
  'file.delete',
  'case.view',
  'case.create',
  'case.assign',
  'case.close',
  'case.reopen',
  'case.hold',
  'case.erase',
  'case.roll_back',
  'request.manage',
  'access.request',
  'access.approve',
  'access.break_glass',
  'access.review',
  'alert.read',
  'alert.manage',
  'alert.report',
  'ledger.read',
  'retention.read',
  'retention.manage',
  'customer.hold',
  'policy.read',
  'policy.manage',
  'training.manage',
  'member.secure',
  'org.administer',
] as const
