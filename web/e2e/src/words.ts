// The workbench's own words, so that a journey finds things the way a person does and a changed
// wording breaks nothing.
import en from '../../apps/workbench/src/locales/en.json'
import zh from '../../apps/workbench/src/locales/zh-CN.json'

export type Locale = 'zh-CN' | 'en'

export function word(locale: Locale, key: string, values: Record<string, string | number> = {}): string {
  let found: unknown = locale === 'en' ? en : zh
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part]
  if (typeof found !== 'string') throw new Error(`no word ${key} in ${locale}`)
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
