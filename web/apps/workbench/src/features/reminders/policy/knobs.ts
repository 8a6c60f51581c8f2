// The usual settings of a payment policy: where each stands in the text, in which unit it is shown, and how it
// is read back from what the server understood. Pure.
import { setIn, type Setting } from './patch'

export const SLOTS = ['session', 'cut-off', 'next-day', 'peak', 'last-minute'] as const
export const ANGLES = ['payment-trouble', 'dispatch', 'product', 'price', 'gift', 'closing', 'concern', 'after-sales'] as const
export type Slot = (typeof SLOTS)[number]
export type Angle = (typeof ANGLES)[number]

/** yuan: fen in the text. optional: may be left empty. windows, days: several, with commas. */
export type Kind = 'text' | 'number' | 'yuan' | 'optional' | 'windows' | 'days'

export interface Knob {
  path: string
  kind: Kind
  min?: number
  max?: number
}

export const GROUPS = [
  {
    name: 'tiers',
    knobs: [
      { path: 'tiers.low_below_fen', kind: 'yuan', min: 1 },
      { path: 'tiers.middle_below_fen', kind: 'yuan', min: 1 },
      { path: 'tiers.low_steps', kind: 'number', min: 0, max: 5 },
      { path: 'tiers.middle_steps', kind: 'number', min: 0, max: 5 },
      { path: 'tiers.high_steps', kind: 'number', min: 0, max: 5 },
    ],
  },
  {
    name: 'timing',
    knobs: [
      { path: 'timing.first_after_min', kind: 'number', min: 0, max: 44_640 },
      { path: 'timing.before_cut_off_min', kind: 'number', min: 0, max: 44_640 },
      { path: 'timing.before_close_min', kind: 'number', min: 0, max: 44_640 },
      { path: 'timing.jitter_min', kind: 'number', min: 0, max: 60 },
      { path: 'timing.max_late_min', kind: 'number', min: 0, max: 60 },
      { path: 'platform_reminds_at_min', kind: 'optional', min: 0 },
    ],
  },
  {
    name: 'hours',
    knobs: [
      { path: 'hours.chat', kind: 'windows' },
      { path: 'hours.sms', kind: 'windows' },
      { path: 'hours.phone', kind: 'windows' },
      { path: 'hours.email', kind: 'windows' },
      { path: 'hours.peaks', kind: 'windows' },
      { path: 'holidays', kind: 'days' },
    ],
  },
  {
    name: 'limits',
    knobs: [
      { path: 'budget.min_gap_h', kind: 'number', min: 0, max: 744 },
      { path: 'holdout_percent', kind: 'number', min: 0, max: 50 },
      { path: 'effect.window_h', kind: 'number', min: 1, max: 744 },
      { path: 'guard.opt_out_percent', kind: 'number', min: 1, max: 99 },
      { path: 'guard.least_buyers', kind: 'number', min: 1, max: 1_000_000 },
      { path: 'malicious.closed_unpaid', kind: 'number', min: 1 },
      { path: 'malicious.max_pieces', kind: 'number', min: 1 },
    ],
  },
] as const satisfies readonly { name: string; knobs: readonly Knob[] }[]

/** What the server read from the text: every field, defaults included. */
export type Spec = Record<string, unknown>

export function at(spec: Spec, path: string): unknown {
  let here: unknown = spec
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** As the form shows it. */
export function shown(spec: Spec, knob: Knob): string {
  const value = at(spec, knob.path)
  if (knob.kind === 'windows' || knob.kind === 'days') return words(value).join(', ')
  if (value === undefined || value === null) return ''
  return knob.kind === 'yuan' ? String(Number(value) / 100) : String(value)
}

/** What stands in the form, as the text has it; undefined for what is no value yet. */
export function meant(knob: Knob, text: string): Setting | undefined {
  const said = text.trim()
  if (knob.kind === 'text') return said
  if (knob.kind === 'windows' || knob.kind === 'days') return said.split(/[,，、\s]+/).filter((one) => one !== '')
  if (said === '') return knob.kind === 'optional' ? null : undefined
  if (!/^\d+(\.\d{1,2})?$/.test(said)) return undefined
  if (knob.kind === 'yuan') return Math.round(Number(said) * 100)
  return said.includes('.') ? undefined : Number(said)
}

export function anglesOf(spec: Spec, slot: Slot): Angle[] {
  const held = at(spec, 'angles')
  const list = typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[slot] : undefined
  return words(list) as Angle[]
}

/** An angle is tried after those before it; the same again takes it out. */
export function toggled(list: readonly Angle[], angle: Angle): Angle[] {
  return list.includes(angle) ? list.filter((one) => one !== angle) : [...list, angle]
}

export function textsOf(spec: Spec, angle: Angle): string[] {
  const held = at(spec, 'texts')
  return words(typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[angle] : undefined)
}

/** One text a line. */
export function setTexts(toml: string, angle: Angle, lines: string): string {
  return setIn(toml, `texts.${angle}`, lines.split('\n').map((one) => one.trim()).filter((one) => one !== ''))
}

/** Whether a fault is about this field or something inside it. */
export function about(path: string, field: string | null): boolean {
  return field !== null && (field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`) || path.startsWith(`${field}.`))
}
