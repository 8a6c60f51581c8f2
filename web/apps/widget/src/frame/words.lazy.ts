// The words of what is fetched later. lazy.zh-CN.json is the source; a test holds the other to its keys.
import type { Locale } from '../bridge'
import en from './i18n/lazy.en.json'
import zh from './i18n/lazy.zh-CN.json'

export type LazyKey = keyof typeof zh

export function lazyWords(locale: Locale): Record<LazyKey, string> {
  return locale === 'en' ? en : zh
}
