// The words of the pages. zh-CN is the source, English is complete; a test holds them equal.
import { createI18n } from 'vue-i18n'
import type { Locale } from '@jinpai/api'
import en from '@/locales/en.json'
import zh from '@/locales/zh-CN.json'

const REMEMBERED = 'jp.locale'

export const LOCALES: readonly Locale[] = ['zh-CN', 'en']

/** Before sign-in: what was used here last, else what the browser speaks. */
export function firstLocale(): Locale {
  const remembered = localStorage.getItem(REMEMBERED)
  if (remembered === 'en' || remembered === 'zh-CN') return remembered
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en },
})

export function currentLocale(): Locale {
  return i18n.global.locale.value as Locale
}

export function useLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  localStorage.setItem(REMEMBERED, locale)
}

/** For stores and functions outside of components. */
export function say(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}
