// What was told of a product, in words: tables, pieces and promotions as somebody would read them out. Pure.
import { yuan } from '@/shared/format'

export interface Manner { join: string; when: (at: number) => string; trade: (code: string) => string }

/** Empty for what is not known. `name` is the field it stands in: it says whether a number is money or a moment. */
export function plain(value: unknown, manner: Manner, name = '', within = false): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') return number(value, manner, name)
  if (typeof value !== 'object') return name.endsWith('trade') ? manner.trade(String(value)) : String(value)
  if (Array.isArray(value)) {
    if (isSpan(value)) return value[0] === value[1] ? String(value[0]) : `${value[0]}–${value[1]}`
    return value.map((one) => plain(one, manner, '', true)).filter(Boolean).join(within ? ' ' : '；')
  }
  const isPair = 'name' in value && 'value' in value
  const parts = Object.entries(value).map(([key, one]) => {
    const text = plain(one, manner, key, true)
    // A word of the shop's own, such as a province, says what the number is about.
    return text && !isPair && !/^[a-z_]+$/.test(key) ? `${key} ${text}` : text
  })
  return parts.filter(Boolean).join(isPair ? ' ' : manner.join)
}

function number(value: number, manner: Manner, name: string): string {
  if (name.endsWith('_fen')) return yuan(value)
  return name.endsWith('_at') ? manner.when(value) : String(value)
}

const isSpan = (value: readonly unknown[]) => value.length === 2 && value.every((one) => typeof one === 'number')
