// What the shop says of its hours and of today: a line in the head while it is closed, the same under the welcome, and a
// notice above the talk.
import type { ShopCard } from '../../wire'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'

export interface ServiceProps {
  shop: ShopCard
  words: Words
  /** Under the name of the shop, under its welcome, or above the talk. */
  at?: 'head' | 'welcome'
}

const STRIP = {
  padding: '6px 12px',
  fontSize: 'var(--jp-text-xs)',
  lineHeight: '1.5',
  color: 'var(--jp-note-ink)',
  background: 'var(--jp-note)',
  overflowWrap: 'anywhere',
}

export default function Service({ shop, words, at }: ServiceProps) {
  const t = lazyWords(words.locale)
  const { notice, changes_at } = shop.service
  if (!at) {
    return (
      <p style={STRIP} aria-label={t.notice} role="note">
        {notice}
      </p>
    )
  }
  const when = changes_at === null ? '' : whenOf(changes_at, words, t)
  if (at === 'head') {
    return (
      <p>
        <i class="dot" />
        {when ? t.shut.replace('{when}', when) : t.shut_long}
      </p>
    )
  }
  return <p class="line">{when ? t.shut_hint.replace('{when}', when) : t.shut_hint_long}</p>
}

/** Today and tomorrow by name, other days by date with the day of the week. */
export function whenOf(at: number, words: Words, t: { today: string; tomorrow: string }, now = Date.now()): string {
  const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0)
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000)
  if (days <= 0) return `${t.today} ${words.time(at)}`
  if (days === 1) return `${t.tomorrow} ${words.time(at)}`
  const day = new Intl.DateTimeFormat(words.locale, { month: 'long', day: 'numeric', weekday: 'short' }).format(at)
  return `${day} ${words.time(at)}`
}
