// Figures as people read them. Pure: the zone, the locale and the present moment are arguments.
import type { Locale } from '@jinpai/api'

const DAY_MS = 86_400_000

export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(fen) / 100)
  return `${sign}¥${whole.toLocaleString('en-US')}.${String(Math.abs(fen) % 100).padStart(2, '0')}`
}

/** Without the decimals, for headline figures. */
export function yuanShort(fen: number): string {
  return `¥${Math.round(fen / 100).toLocaleString('en-US')}`
}

/** Reads `12`, `12.3`, `12.34`; null when it is not an amount. */
export function parseYuan(text: string): number | null {
  const match = /^\s*(\d{1,9})(?:\.(\d{1,2}))?\s*$/.exec(text)
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0') || 0)
}

/** `0:41`, `12:07`, `1:02:03`. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const h = Math.floor(total / 3600)
  const m = Math.floor((total % 3600) / 60)
  const s = String(total % 60).padStart(2, '0')
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: Locale | 'en-CA', zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    formats.set(key, found)
  }
  return found
}

/** `2026-11-21` in the zone. */
export function dayOf(at: number, zone: string): string {
  return format('en-CA', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** `10:42` in the zone. */
export function timeOf(at: number, zone: string): string {
  return format('en-CA', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

export interface DayWords { today: string; yesterday: string; tomorrow: string }

/** Today, yesterday and tomorrow by name; other days by month and day, with the year when it is another. */
export function dayName(at: number, now: number, zone: string, locale: Locale, words: DayWords): string {
  const day = dayOf(at, zone)
  if (day === dayOf(now, zone)) return words.today
  if (day === dayOf(now - DAY_MS, zone)) return words.yesterday
  if (day === dayOf(now + DAY_MS, zone)) return words.tomorrow
  const sameYear = day.slice(0, 4) === dayOf(now, zone).slice(0, 4)
  return format(locale, zone, {
    year: sameYear ? undefined : 'numeric', month: locale === 'en' ? 'short' : 'long', day: 'numeric',
  }).format(at)
}

export function dayAndTime(at: number, now: number, zone: string, locale: Locale, words: DayWords): string {
  return `${dayName(at, now, zone, locale, words)} ${timeOf(at, zone)}`
}

/** Shop-local `2026-11-21T18:00` of a moment, for `<input type="datetime-local">`. */
export function localInput(at: number, zone: string): string {
  return `${dayOf(at, zone)}T${timeOf(at, zone)}`
}

/** The moment a shop-local `2026-11-21T18:00` stands for; null when unreadable. In a fold the first one. */
export function fromLocalInput(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(text)
  if (!match) return null
  const wanted = Date.UTC(+match[1]!, +match[2]! - 1, +match[3]!, +match[4]!, +match[5]!)
  // Ask the zone twice: the offset at the guess, then at the corrected moment.
  let at = wanted
  for (let i = 0; i < 2; i++) {
    const seen = localInput(at, zone)
    const [day, time] = [seen.slice(0, 10), seen.slice(11)]
    const shown = Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8), +time.slice(0, 2), +time.slice(3))
    at += wanted - shown
  }
  return at
}

/** `3.4%` of a share from 0 to 1; below one in a thousand two decimals, so that little is not nothing. */
export function percent(share: number): string {
  const digits = share === 0 || share >= 0.1 ? 0 : share < 0.001 ? 2 : 1
  return `${(share * 100).toFixed(digits)}%`
}
