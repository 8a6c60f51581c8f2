// What the figures of the effect say, as pieces of sentences. Pure: no page, no language.
import type { EffectView } from '@jinpai/api'

export type Headline = 'empty' | 'no-control' | 'unsound' | 'too-early' | 'better' | 'worse' | 'no-difference'

/** Which headline the page stands under. Without a single settled order there is nothing to compare yet. */
export function headline(view: EffectView): Headline {
  if (view.holdout_percent === 0) return 'no-control'
  const verdict = view.verdict.verdict as Headline
  if (verdict !== 'unsound' && (view.treated.orders === 0 || view.control.orders === 0)) return 'empty'
  return verdict
}

/** `60.0%` of 0.6: rates that are compared keep their decimal. */
export const rate = (share: number): string => `${(share * 100).toFixed(1)}%`

/** `+4.2`, `-0.3`: points of a hundred, with the sign that a difference has. */
export function points(part: number): string {
  const text = (part * 100).toFixed(1)
  return part >= 0 && text !== '-0.0' ? `+${text}` : text.replace('-0.0', '0.0').replace('-', '−')
}

/** Whole orders of an estimate. */
export const whole = (amount: number): string => Math.round(amount).toLocaleString('en-US').replace('-', '−')

/** Whole yuan of an estimate, which may be below nought. */
export function yuanWhole(fen: number): string {
  const sum = Math.round(Math.abs(fen) / 100).toLocaleString('en-US')
  return fen < 0 && sum !== '0' ? `−¥${sum}` : `¥${sum}`
}

/** Where the bars end: a round number above everything drawn, so that small rates are not slivers. */
export function scaleOf(view: Pick<EffectView, 'treated' | 'control'>): number {
  const most = Math.max(view.treated.rate === null ? 0 : view.treated.high, view.control.rate === null ? 0 : view.control.high, 0.05)
  return Math.min(1, Math.ceil(most * 10) / 10)
}

/** The span of the chart of differences: round points that hold all that is drawn well, and nought. */
export function spanOf(series: EffectView['series']): { low: number; high: number } {
  // The first days know next to nothing; their intervals would press everything else flat.
  const later = series.slice(Math.floor(series.length / 3))
  const values = later.flatMap((one) => (one.lift === null ? [] : [one.low ?? one.lift, one.high ?? one.lift]))
  const step = (value: number, up: boolean) => (up ? Math.ceil(value * 20) : Math.floor(value * 20)) / 20
  return {
    low: Math.max(-1, Math.min(-0.05, step(Math.min(0, ...values), false))),
    high: Math.min(1, Math.max(0.05, step(Math.max(0, ...values), true))),
  }
}
