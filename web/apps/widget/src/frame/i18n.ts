// The frame's words. zh-CN.json is the source; a test holds en.json to the same keys.
import type { Locale } from '../bridge'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export type Key = keyof typeof zh

export interface Words {
  locale: Locale
  t(key: Key, values?: Record<string, string | number>): string
  day(at: number): string
  time(at: number): string
  span(seconds: number): string
}

export function wordsOf(locale: Locale): Words {
  const table: Record<Key, string> = locale === 'en' ? en : zh
  const t: Words['t'] = (key, values = {}) =>
    table[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
  const time = (at: number) =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  return {
    locale,
    t,
    time,
    day(at) {
      const days = Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000)
      if (days === 0) return `${t('today')} ${time(at)}`
      if (days === 1) return `${t('yesterday')} ${time(at)}`
      const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric'
      return new Intl.DateTimeFormat(locale, { year, month: 'long', day: 'numeric' }).format(at)
    },
    span(seconds) {
      if (seconds < 60) return t('seconds', { n: seconds })
      return seconds < 3600
        ? t('minutes', { n: Math.round(seconds / 60) })
        : t('hours', { n: Math.round(seconds / 3600) })
    },
  }
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
