import { describe, expect, it } from 'vitest'
import type { EffectView } from '@jinpai/api'
import { headline, points, scaleOf, spanOf, whole, yuanWhole } from '@/features/reminders/effect/words'

const side = (orders: number, rate: number | null, high = 1) => ({ buyers: orders, orders, paid: 0, paid_fen: 0, rate, low: 0, high, opted_out: 0 })
const view = (holdout: number, verdict: string, treated: number, control: number) => ({
  holdout_percent: holdout, verdict: { verdict, why: null, needed: null }, treated: side(treated, null), control: side(control, null),
}) as unknown as EffectView

describe('the words of the effect', () => {
  it('take a side only when the server does and both groups have orders', () => {
    expect(headline(view(0, 'no-control', 10, 0))).toBe('no-control')
    expect(headline(view(10, 'too-early', 10, 0))).toBe('empty')
    expect(headline(view(10, 'too-early', 10, 2))).toBe('too-early')
    expect(headline(view(10, 'unsound', 0, 0))).toBe('unsound')
    expect(headline(view(10, 'better', 10, 10))).toBe('better')
  })

  it('give every difference its sign', () => {
    expect([0.0421, -0.0034, 0, -0.0001].map(points)).toEqual(['+4.2', '−0.3', '+0.0', '0.0'])
    expect([whole(-12.4), whole(1234.5), yuanWhole(-123_456), yuanWhole(-10)]).toEqual(['−12', '1,235', '−¥1,235', '¥0'])
  })

  it('draw from nought to a round number', () => {
    expect(scaleOf({ treated: side(10, 0.1, 0.34), control: side(10, 0.1, 0.28) })).toBe(0.4)
    expect(scaleOf({ treated: side(10, 0.9, 0.97), control: side(0, null) })).toBe(1)
    const point = (lift: number, low: number, high: number) => ({ day: '', treated: 1, treated_paid: 0, control: 1, control_paid: 0, lift, low, high })
    expect(spanOf([point(0, -1, 1), point(0.1, -0.02, 0.22), point(0.1, 0.01, 0.19)])).toEqual({ low: -0.05, high: 0.25 })
  })
})
