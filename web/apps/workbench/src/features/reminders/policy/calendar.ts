// The parts of a dry run added up, and laid out as days and hours. Pure.
import type { DryDecision, DryRunPart } from '@jinpai/api'

type Side = DryRunPart['draft']

export interface Total {
  from_at: number
  until_at: number
  of: number
  done: number
  draft: Side
  /** Null while the flow stands still. */
  inForce: Side | null
  changes: DryRunPart['changes']
}

function addSides(a: Side, b: Side): Side {
  const cells = new Map<string, Side['cells'][number]>()
  for (const cell of [...a.cells, ...b.cells]) {
    const key = `${cell.day} ${cell.hour} ${cell.channel} ${cell.decision}`
    const held = cells.get(key)
    cells.set(key, held ? { ...held, count: held.count + cell.count } : cell)
  }
  const reasons = new Map<string, Side['reasons'][number]>()
  for (const one of [...a.reasons, ...b.reasons]) {
    const key = `${one.decision} ${one.reason}`
    const held = reasons.get(key)
    reasons.set(key, held ? { ...held, count: held.count + one.count } : one)
  }
  return { cells: [...cells.values()], reasons: [...reasons.values()], reminded: a.reminded + b.reminded }
}

export function add(total: Total | null, part: DryRunPart): Total {
  if (!total) {
    return {
      from_at: part.from_at, until_at: part.until_at, of: part.of_orders, done: part.orders,
      draft: part.draft, inForce: part.in_force, changes: part.changes,
    }
  }
  const changes = { ...total.changes }
  for (const key of ['added', 'dropped', 'moved', 'same'] as const) changes[key] += part.changes[key]
  return {
    ...total, done: total.done + part.orders, changes, draft: addSides(total.draft, part.draft),
    inForce: total.inForce && part.in_force ? addSides(total.inForce, part.in_force) : null,
  }
}

export interface Hour { hour: number; draft: number; inForce: number }
export interface Day { day: string; hours: Hour[]; draft: number; inForce: number }

/** Every day on which either policy decides so, with its 24 hours; `channel` empty: all of them. */
export function daysOf(total: Total, decision: DryDecision, channel: string): Day[] {
  const days = new Map<string, Day>()
  const note = (side: Side | null, which: 'draft' | 'inForce') => {
    for (const cell of side?.cells ?? []) {
      if (cell.decision !== decision || (channel && cell.channel !== channel)) continue
      let day = days.get(cell.day)
      if (!day) {
        const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, draft: 0, inForce: 0 }))
        days.set(cell.day, day = { day: cell.day, hours, draft: 0, inForce: 0 })
      }
      day[which] += cell.count
      const hour = day.hours[cell.hour]
      if (hour) hour[which] += cell.count
    }
  }
  note(total.draft, 'draft')
  note(total.inForce, 'inForce')
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

export function mostOf(days: readonly Day[]): number {
  return Math.max(1, ...days.flatMap((day) => day.hours.flatMap((hour) => [hour.draft, hour.inForce])))
}

export interface ReasonRow { decision: DryDecision; reason: string; draft: number; inForce: number }

/** Totals by reason, what is sent first, then the most frequent. */
export function reasonsOf(total: Total): ReasonRow[] {
  const rows = new Map<string, ReasonRow>()
  const note = (side: Side | null, which: 'draft' | 'inForce') => {
    for (const one of side?.reasons ?? []) {
      const key = `${one.decision} ${one.reason}`
      const row = rows.get(key) ?? { decision: one.decision, reason: one.reason, draft: 0, inForce: 0 }
      row[which] += one.count
      rows.set(key, row)
    }
  }
  note(total.draft, 'draft')
  note(total.inForce, 'inForce')
  const rank = (row: ReasonRow) => (row.decision === 'send' ? 0 : 1)
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || b.draft + b.inForce - a.draft - a.inForce)
}
