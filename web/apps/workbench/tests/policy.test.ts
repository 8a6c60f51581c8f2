import { describe, expect, it } from 'vitest'
import type { DryRunPart } from '@jinpai/api'
import { add, daysOf, mostOf, reasonsOf } from '@/features/reminders/policy/calendar'
import { diff, hunks } from '@/features/reminders/policy/diff'
import { about, meant, shown, toggled, type Knob } from '@/features/reminders/policy/knobs'
import { setIn } from '@/features/reminders/policy/patch'

const TEXT = `# 我们的策略
version = 1
name = "温和" # 不催
[tiers]
low_steps = 1   # 一次就够
[hours]
chat = ["08:00-22:30"]
peaks = [
  "10:00-11:00", # [早]
  "21:00-22:00",
]

[texts]
closing = [
  "您的 [订单] # 还没付款",
]
[[examples]]
name = "x"
`

describe('a value set in a policy', () => {
  it('changes its own place and nothing else', () => {
    expect(setIn(TEXT, 'tiers.low_steps', 2)).toBe(TEXT.replace('low_steps = 1 ', 'low_steps = 2 '))
    expect(setIn(TEXT, 'name', '轻柔')).toBe(TEXT.replace('"温和" #', '"轻柔" #'))
    expect(setIn(TEXT, 'hours.peaks', ['09:00-10:00'])).toBe(TEXT.replace(/peaks = \[[^]*?\n\]/, 'peaks = ["09:00-10:00"]'))
    expect(setIn(TEXT, 'texts.closing', ['一', '二'])).toBe(TEXT.replace(/closing = \[[^]*?\n\]/, 'closing = ["一", "二"]'))
  })

  it('is added to its table, at the top, or in a new table at the end', () => {
    expect(setIn(TEXT, 'tiers.high_steps', 3)).toContain('low_steps = 1\nhigh_steps = 3   # 一次就够')
    expect(setIn(TEXT, 'holdout_percent', 5)).toContain('name = "温和"\nholdout_percent = 5 # 不催\n[tiers]')
    expect(setIn(TEXT, 'budget.min_gap_h', 30)).toBe(`${TEXT}\n[budget]\nmin_gap_h = 30\n`)
    expect(setIn(setIn(TEXT, 'budget.min_gap_h', 30), 'budget.min_gap_h', 31)).toBe(`${TEXT}\n[budget]\nmin_gap_h = 31\n`)
  })

  it('is taken away with its line, which leaves the default', () => {
    const with_ = setIn(TEXT, 'platform_reminds_at_min', 60)
    expect(with_).toContain('platform_reminds_at_min = 60')
    expect(setIn('version = 1\nplatform_reminds_at_min = 60\nname = "x"\n', 'platform_reminds_at_min', null)).toBe('version = 1\nname = "x"\n')
    expect(setIn(TEXT, 'platform_reminds_at_min', null)).toBe(TEXT)
  })

  it('is not looked for inside strings and lists', () => {
    const tricky = 'a = """\n[tiers]\nlow_steps = 9\n"""\n[tiers]\nlow_steps = 1\n'
    expect(setIn(tricky, 'tiers.low_steps', 2)).toBe('a = """\n[tiers]\nlow_steps = 9\n"""\n[tiers]\nlow_steps = 2\n')
  })
})

describe('the form', () => {
  const knob = (kind: Knob['kind']): Knob => ({ path: 'a.b', kind })
  it('shows and means the same in its own units', () => {
    expect(shown({ a: { b: 5_050 } }, knob('yuan'))).toBe('50.5')
    expect(meant(knob('yuan'), '50.5')).toBe(5_050)
    expect(shown({ a: { b: ['08:00-12:00', '14:00-20:00'] } }, knob('windows'))).toBe('08:00-12:00, 14:00-20:00')
    expect(meant(knob('windows'), '08:00-12:00，14:00-20:00')).toEqual(['08:00-12:00', '14:00-20:00'])
    expect(meant(knob('optional'), ' ')).toBeNull()
    expect(meant(knob('number'), '')).toBeUndefined()
    expect(meant(knob('number'), '1.5')).toBeUndefined()
  })

  it('finds the faults of its fields, in lists and in whole tables', () => {
    expect(about('tiers.low_steps', 'tiers.low_steps')).toBe(true)
    expect(about('tiers.low_steps', 'tiers')).toBe(true)
    expect(about('texts.closing', 'texts.closing[0]')).toBe(true)
    expect(about('tiers.low_steps', 'tiers.low')).toBe(false)
    expect(about('name', null)).toBe(false)
  })

  it('tries angles in the order in which they were chosen', () => {
    expect(toggled(toggled(['gift'], 'closing'), 'gift')).toEqual(['closing'])
  })
})

describe('the parts of a dry run', () => {
  const part = (cells: [string, number, number][], over: Partial<DryRunPart> = {}): DryRunPart => ({
    from_at: 0, until_at: 9, of_orders: 30, orders: 10, lines: [], next: null,
    draft: {
      cells: cells.map(([day, hour, count]) => ({ day, hour, channel: 'chat', decision: 'send', count })),
      reasons: [{ decision: 'send', reason: 'slot-peak', count: 2 }], reminded: 2,
    },
    in_force: { cells: [], reasons: [{ decision: 'skip', reason: 'cap', count: 5 }], reminded: 0 },
    changes: { added: 2, dropped: 0, moved: 0, same: 1 }, ...over,
  })

  it('add up by day, hour and reason', () => {
    const total = add(add(null, part([['2026-11-02', 9, 1], ['2026-11-01', 9, 1]])), part([['2026-11-02', 9, 3]]))
    expect([total.done, total.of, total.changes.added, total.draft.reminded]).toEqual([20, 30, 4, 4])
    const days = daysOf(total, 'send', '')
    expect(days.map((day) => [day.day, day.draft, day.hours[9]!.draft])).toEqual([['2026-11-01', 1, 1], ['2026-11-02', 4, 4]])
    expect(mostOf(days)).toBe(4)
    expect(daysOf(total, 'send', 'sms')).toEqual([])
    expect(reasonsOf(total)).toEqual([
      { decision: 'send', reason: 'slot-peak', draft: 4, inForce: 0 }, { decision: 'skip', reason: 'cap', draft: 0, inForce: 10 },
    ])
  })

  it('have nothing beside them while the flow stands still', () => {
    expect(add(add(null, part([], { in_force: null })), part([], { in_force: null })).inForce).toBeNull()
  })
})

describe('two versions', () => {
  it('are compared line by line, with a little around each change', () => {
    const before = Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n')
    const after = before.replace('line 3\n', '').replace('line 15', 'line fifteen')
    const found = hunks(diff(before, after)).map((one) => (one ? `${one.kind} ${one.text}` : '…'))
    expect(found).toEqual([
      'same line 1', 'same line 2', 'gone line 3', 'same line 4', 'same line 5', '…',
      'same line 13', 'same line 14', 'gone line 15', 'new line fifteen', 'same line 16', 'same line 17',
    ])
    expect(hunks(diff(before, before))).toEqual([])
  })
})
