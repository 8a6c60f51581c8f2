// Hours as they stand in the form, and what they mean in words. Pure.
//
// A time field of a browser knows no 24:00, so the end of the day is spelt 00:00 here: what ends at or before its
// beginning ends on the next day, and 00:00 to 00:00 is the whole day.
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

const WHOLE: OpenSpan = { from: '00:00', to: '24:00' }

export function shownSpan({ from, to }: OpenSpan): OpenSpan {
  return { from, to: to === '24:00' ? '00:00' : to }
}

export function sentSpan({ from, to }: OpenSpan): OpenSpan {
  return from === '00:00' && to === '00:00' ? WHOLE : { from, to }
}

export const shownWeek = (week: readonly (readonly OpenSpan[])[]): Week => week.map((spans) => spans.map(shownSpan))
export const sentWeek = (week: Week): Week => week.map((spans) => spans.map(sentSpan))

export function sentHoliday({ name, from, to, hours }: HolidayDraft): HolidayHours {
  return { name: name.trim(), from, to: to || from, hours: hours.map(sentSpan) }
}

/** Whether it ends on the day after it begins. */
export function overnight({ from, to }: OpenSpan): boolean {
  return from !== '' && to !== '' && to <= from && !(from === '00:00' && to === '00:00') && to !== '00:00'
}

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
  return { from: pad(hour), to: pad(Math.min(23, hour + 3)) }
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
