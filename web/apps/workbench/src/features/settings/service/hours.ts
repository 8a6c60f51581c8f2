// Hours as they stand in the form, and what they mean in words. Pure.
import type { HolidayHours, OpenSpan } from '@jinpai/api'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** The server's bound for one day. */
export const MOST_SPANS = 4

export type Week = OpenSpan[][]

export interface HolidayDraft {
  /** Of the form alone. */
  key: number
  name: string
  from: string
  to: string
  hours: OpenSpan[]
}

/** What somebody types for a time of the day, as `09:30`; `24:00` is the end of the day. Null: it cannot be read. */
export function readTime(text: string): string | null {
  const plain = text.normalize('NFKC').trim().replace(/[.点\s]/g, ':')
  const match = /^(\d{1,2})(?::?(\d{2}))?:?$/.exec(plain)
  if (!match) return null
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)]
  const fits = (hour < 24 && minute < 60) || (hour === 24 && minute === 0)
  return fits ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null
}

export function sentHoliday({ name, from, to, hours }: HolidayDraft): HolidayHours {
  return { name: name.trim(), from, to: to || from, hours }
}

/** Whether it ends on the day after it begins. */
export const overnight = ({ from, to }: OpenSpan): boolean => from !== '' && to !== '' && to <= from

/** What a new week begins with. */
export function freshWeek(): Week {
  return WEEKDAYS.map(() => [{ from: '09:00', to: '22:00' }])
}

/** Another span after the last one of a day. */
export function nextSpan(spans: readonly OpenSpan[]): OpenSpan {
  const last = spans.at(-1)
  if (!last) return { from: '09:00', to: '22:00' }
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1)
  const pad = (n: number) => `${String(n).padStart(2, '0')}:00`
  return { from: pad(hour), to: pad(Math.min(24, hour + 3)) }
}

/** A day's hours for these days, as copies. */
export function copied(week: Week, from: number, to: readonly number[]): Week {
  return week.map((spans, day) => (to.includes(day) ? week[from]!.map((span) => ({ ...span })) : spans))
}

export interface Run {
  /** Days from Monday, 0. */
  first: number
  last: number
  hours: OpenSpan[]
}

/** Days that follow each other with the same hours, as one. */
export function runs(week: Week): Run[] {
  const found: Run[] = []
  week.forEach((hours, day) => {
    const before = found.at(-1)
    if (before && JSON.stringify(before.hours) === JSON.stringify(hours)) before.last = day
    else found.push({ first: day, last: day, hours })
  })
  return found
}
