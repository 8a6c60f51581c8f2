// Which rules the page shows, and how the address says so. Pure.
import type { CoachRule } from '@jinpai/api'

export const STATES = ['on', 'off', 'draft', 'changed', 'trouble', 'dismissed'] as const
export type RuleState = (typeof STATES)[number]

export interface RuleFilter {
  q: string
  category: string
  platform: string
  state: RuleState | ''
  whose: 'own' | 'built-in' | ''
}

type Query = Record<string, unknown>
const text = (value: unknown) => (typeof value === 'string' ? value : '')

export function filterOf(query: Query): RuleFilter {
  const whose = text(query.whose)
  return {
    q: text(query.q),
    category: text(query.category),
    platform: text(query.platform),
    state: STATES.find((one) => one === query.state) ?? '',
    whose: whose === 'own' || whose === 'built-in' ? whose : '',
  }
}

/** Only what is set, so that a plain list has a plain address. */
export function queryOf(filter: RuleFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
}

export function isOn(rule: CoachRule): boolean {
  return !rule.muted && rule.status === 'live' && rule.trouble === null
}

function inState(rule: CoachRule, state: RuleState): boolean {
  switch (state) {
    case 'on': return isOn(rule)
    case 'off': return rule.muted
    case 'draft': return rule.status === 'draft'
    case 'changed': return rule.changed
    case 'trouble': return rule.trouble !== null
    case 'dismissed': return rule.dismissed_30d > 0
  }
}

export function matches(rule: CoachRule, filter: RuleFilter): boolean {
  const wanted = filter.q.trim().toLowerCase()
  return (!filter.category || rule.category === filter.category)
    && (!filter.platform || rule.platforms.length === 0 || rule.platforms.some((one) => one === filter.platform))
    && (!filter.state || inState(rule, filter.state))
    && (!filter.whose || rule.own === (filter.whose === 'own'))
    && (!wanted || `${rule.code} ${rule.name} ${rule.message} ${rule.why} ${rule.example_bad}`.toLowerCase().includes(wanted))
}

export interface Group { category: string; rules: CoachRule[] }

/** By category in the order in which the list names them; within one, the most often put aside first when that is asked. */
export function grouped(rules: readonly CoachRule[], state: RuleState | ''): Group[] {
  const groups = new Map<string, CoachRule[]>()
  for (const rule of rules) groups.set(rule.category, [...(groups.get(rule.category) ?? []), rule])
  const often = (a: CoachRule, b: CoachRule) => b.dismissed_30d - a.dismissed_30d
  return [...groups].map(([category, held]) => ({ category, rules: state === 'dismissed' ? held.sort(often) : held }))
}
