// What is wrong with a rule in the reader's words, for what leads meet most; the rest is told as the
// server says it. Also the field a fault is about when its line does not tell.
import type { Field } from './form'

type Say = (key: string, values?: Record<string, unknown>) => string

const MISSING = /^missing field `(\w+)`/
const FEW = /^(\d+) examples under \[\[(\w+)\]\]; a rule needs (\d+)/
const NOT_FOUND = /does not find its bad example (".*")/
const STILL_FOUND = /^(".*") is called good, but/
const PATTERN = /^pattern (".*"), character (\d+): (.*)$/
const BUILT_IN = /^code (\w+) is already a built-in rule's/

const HEADINGS: readonly string[] = ['bad', 'good', 'fixes', 'source', 'code', 'points']

export function fieldNamed(reason: string): Field | null {
  const named = MISSING.exec(reason)?.[1] ?? FEW.exec(reason)?.[2]
  if (named && HEADINGS.includes(named)) return named as Field
  if (NOT_FOUND.test(reason)) return 'bad'
  if (STILL_FOUND.test(reason)) return 'good'
  return BUILT_IN.test(reason) ? 'code' : null
}

export function inWords(reason: string, say: Say): string {
  const few = FEW.exec(reason)
  if (few) return say('rules.editor.fault.few', { n: few[1], least: few[3] })
  const missing = MISSING.exec(reason)?.[1]
  if (missing === 'bad' || missing === 'good') return say('rules.editor.fault.none')
  if (missing) return say('rules.editor.fault.missing', { field: missing })
  const bad = NOT_FOUND.exec(reason)?.[1]
  if (bad) return say('rules.editor.fault.notFound', { text: unquoted(bad) })
  const good = STILL_FOUND.exec(reason)?.[1]
  if (good) return say('rules.editor.fault.stillFound', { text: unquoted(good) })
  const pattern = PATTERN.exec(reason)
  if (pattern) return say('rules.editor.fault.pattern', { text: unquoted(pattern[1]!), at: pattern[2], reason: pattern[3] })
  const code = BUILT_IN.exec(reason)?.[1]
  return code ? say('rules.editor.fault.builtIn', { code }) : reason
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1')
}
