// The coach's own words in the person's language: categories, severities, platforms, reasons.
import { useI18n } from 'vue-i18n'
import type { DismissReason, Severity } from '@jinpai/api'

/** Categories of single messages, then those that only a whole talk has. */
export const MESSAGE_CATEGORIES = [
  'OFFSITE', 'BRIBE', 'PRIV', 'RUDE', 'FACT', 'ADLAW', 'PUSH', 'IMPAT', 'RHET', 'BLAME', 'PROMISE', 'EVADE', 'SLANG',
  'COLD', 'NEG', 'POLITE', 'VERBOSE', 'TONE', 'GOOD',
] as const
export const TALK_CATEGORIES = [
  'OPEN', 'CLOSE', 'CLOCK', 'SORRY', 'LOST', 'REPEAT', 'LEFT', 'CHAT', 'PASTE', 'CHASE', 'NOCLOSE', 'CARE', 'LADDER', 'HUMOUR',
] as const

export const REASONS: readonly DismissReason[] = ['not-apt', 'agreed-with-buyer', 'quoted', 'other']

/** The tone of a pill for a severity. */
export const TONE: Record<Severity, string> = { hint: '', warn: 'is-gold', error: 'is-over', block: 'is-over' }

/** A source names itself in both languages, `服务规范 · service practice`; where it does not, it is shown whole. */
export function sourceIn(locale: string, source: string): string {
  const parts = source.split(' · ')
  return parts.length === 2 ? parts[locale === 'en' ? 1 : 0]! : source
}

export function useCoachWords() {
  const { t, te, locale } = useI18n()
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  return {
    category: (code: string) => known(`coach.category.${code}`, code),
    severity: (one: string) => known(`coach.severity.${one}`, one),
    platform: (one: string) => known(`platform.${one}`, one),
    reason: (one: string) => known(`coach.reason.${one}`, one),
    state: (one: string) => known(`quality.state.${one}`, one),
    source: (text: string) => sourceIn(locale.value, text),
    /** Points as they count, with their sign. */
    points: (n: number) => t('coach.points', { n: n > 0 ? `+${n}` : String(n).replace('-', '−') }, Math.abs(n)),
  }
}
