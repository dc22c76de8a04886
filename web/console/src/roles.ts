// Which parts of the console somebody is offered. Only that: the server decides about every single act anyway.
import type { Me } from '../../core/types'

export interface Offered {
  alerts: boolean
  decideAlerts: boolean
  ask: boolean
  assign: boolean
  close: boolean
  reopen: boolean
  hold: boolean
  lockbox: boolean
  erase: boolean
  /** Cases as a whole, of their own department. */
  eraseCases: boolean
  eraseAnyCase: boolean
  /** Files of cases they work, to what they were. */
  rollBack: boolean
  rollBackAny: boolean
  answer: boolean
  review: boolean
  policies: boolean
  managePolicies: boolean
  people: boolean
  administer: boolean
  ledger: boolean
  health: boolean
  due: boolean
  manageRetention: boolean
  templates: boolean
}

export function offered(me: Me): Offered {
  const has = (...roles: string[]) => me.member.roles.some(role => roles.includes(role))
  return {
    alerts: has('auditor', 'dpo', 'security'),
    decideAlerts: has('security'),
    ask: has('agent', 'lead'),
    assign: has('lead'),
    close: has('agent', 'lead'),
    reopen: has('lead'),
    hold: has('dpo', 'security'),
    lockbox: has('security'),
    erase: has('lead'),
    eraseCases: has('lead', 'dpo') && !has('administrator', 'operator'),
    eraseAnyCase: has('dpo') && !has('administrator', 'operator'),
    rollBack: has('lead'),
    rollBackAny: has('security'),
    answer: has('lead', 'security'),
    review: has('auditor', 'dpo', 'security'),
    policies: has('auditor', 'dpo', 'security'),
    managePolicies: has('security'),
    people: has('administrator', 'security'),
    administer: has('administrator'),
    ledger: has('administrator', 'auditor', 'dpo', 'security'),
    health: has('operator', 'security'),
    manageRetention: has('administrator', 'dpo'),
    due: has('administrator', 'auditor', 'dpo', 'security'),
    templates: has('lead'),
  }
}
