// The field that a fault is about when its line does not tell: what is missing has no line. The server
// quotes the name in every language. Pure.
import type { Field } from './form'

const NAMED = /`(\w+)`|\[\[(\w+)\]\]/
const FIELDS: readonly Field[] = ['code', 'category', 'severity', 'points', 'source', 'name', 'message', 'why', 'fixes', 'bad', 'good']

export function fieldNamed(reason: string): Field | null {
  const found = NAMED.exec(reason)
  const name = found?.[1] ?? found?.[2]
  return FIELDS.find((one) => one === name) ?? null
}
