// A rule as a form, and as the text that is kept: `write` makes the text and remembers which line speaks
// of which field, `read` takes a text back. A text that says more than the form can hold is not read:
// then it is edited as text only, so that nothing of it is lost. Pure.
import type { Severity } from '@jinpai/api'
import { MESSAGE_CATEGORIES } from '@/shared/coach/words'
import { SEVERITIES } from '@/shared/draft/spans'
import { quoted, readToml, type Table, type Value } from './toml'

export const KINDS = ['phrase', 'whole-reply', 'absence', 'pair'] as const
export type Kind = (typeof KINDS)[number]
export const PLATFORMS = ['taobao', 'jd', 'pdd', 'douyin', 'kuaishou', 'xiaohongshu', 'own-site'] as const

/** A live rule has to bring so many examples. */
export const FEWEST_BAD = 5
export const FEWEST_GOOD = 8

/** `en` empty: the same as in Chinese. */
export interface Words { zh: string; en: string }
export interface FormFix {
  kind: 'replace' | 'rewrite'
  safety: 'safe' | 'review' | 'placeholders'
  text: string
  /** Kept as they are; the form shows how many there are. */
  swap: string[][]
  only: string[]
}
/** `match`: the words that should be underlined. */
export interface FormExample { text: string; buyer: string; match: string }

export interface RuleFields {
  code: string
  category: string
  severity: Severity
  points: string
  source: string
  platforms: string[]
  name: Words
  message: Words
  why: Words
  kind: Kind
  /** What is looked for; of a pair and of an absence, in the reply. */
  any: string[]
  /** Of a pair: what the buyer said. */
  buyer: string[]
  /** Of an absence or a pair: what makes it fine when it stands in the reply. */
  lacking: string[]
  atMostChars: string
  antipatterns: string[]
  fixes: FormFix[]
  bad: FormExample[]
  good: FormExample[]
}

export type Field = keyof RuleFields

export function empty(code: string): RuleFields {
  const none = () => ({ zh: '', en: '' })
  return {
    code, category: 'PROMISE', severity: 'warn', points: '-4', source: '', platforms: [],
    name: none(), message: none(), why: none(), kind: 'phrase', any: [], buyer: [], lacking: [], atMostChars: '',
    antipatterns: [], fixes: [], bad: [], good: [],
  }
}

const blank = (all: readonly string[]) => all.every((one) => one.trim() === '')
const lacksBuyer = (rule: RuleFields) => rule.kind === 'pair' && blank(rule.buyer)

export function looksForNothing(rule: RuleFields): boolean { return blank(rule.any) || lacksBuyer(rule) }

/** What has to be said before the rule can be kept; of a live one also what agents will read, and its examples. */
export function unsaid(rule: RuleFields, live: boolean): Field[] {
  const none = (text: string) => text.trim() === ''
  const few = (all: readonly FormExample[], least: number) => all.filter((one) => !none(one.text)).length < least
  const wanted: [Field, boolean][] = [
    ['name', live && none(rule.name.zh)],
    ['message', live && none(rule.message.zh)],
    ['why', live && none(rule.why.zh)],
    ['source', live && none(rule.source)],
    ['buyer', lacksBuyer(rule)],
    ['any', blank(rule.any)],
    ['bad', live && few(rule.bad, FEWEST_BAD)],
    ['good', live && few(rule.good, FEWEST_GOOD)],
  ]
  return wanted.filter(([, lacks]) => lacks).map(([field]) => field)
}

export interface Written { toml: string; fields: Field[] }

/** The text, and for each of its lines the field that it says. */
export function write(rule: RuleFields): Written {
  const lines: string[] = []
  const fields: Field[] = []
  const put = (field: Field, ...more: string[]) => more.forEach((line) => {
    lines.push(line)
    fields.push(field)
  })
  const list = (field: Field, key: string, all: readonly string[]) => {
    const held = all.filter((one) => one.trim() !== '')
    put(field, `${key} = [`, ...held.map((one) => `  ${quoted(one)},`), ']')
  }
  const optional = (field: Field, key: string, all: readonly string[]) => {
    if (all.some((one) => one.trim() !== '')) list(field, key, all)
  }
  put('code', `code = ${quoted(rule.code)}`)
  put('category', `category = ${quoted(rule.category)}`)
  put('severity', `severity = ${quoted(rule.severity)}`)
  put('points', `points = ${rule.points.trim() || '0'}`)
  put('source', `source = ${quoted(rule.source)}`)
  optional('platforms', 'platforms', rule.platforms)
  optional('antipatterns', 'antipatterns', rule.antipatterns)
  // A draft may lack examples, but not the word of it; lists stand before the tables.
  for (const kind of ['bad', 'good'] as const) if (!rule[kind].length) put(kind, `${kind} = []`)
  for (const field of ['name', 'message', 'why'] as const) {
    const said = rule[field]
    put(field, '', `[${field}]`, `zh = ${quoted(said.zh)}`, `en = ${quoted(said.en.trim() ? said.en : said.zh)}`)
  }
  put('kind', '', `[find.${rule.kind}]`)
  const paired = rule.kind === 'pair'
  if (paired) list('buyer', 'buyer', rule.buyer)
  list('any', { phrase: 'any', 'whole-reply': 'any', absence: 'when', pair: 'reply' }[rule.kind], rule.any)
  if (rule.kind === 'absence') list('lacking', 'lacking', rule.lacking)
  else if (paired) optional('lacking', 'lacking', rule.lacking)
  if ((paired || rule.kind === 'absence') && rule.atMostChars.trim()) put('atMostChars', `at-most-chars = ${rule.atMostChars.trim()}`)
  for (const fix of rule.fixes) {
    put('fixes', '', '[[fixes]]', `kind = ${quoted(fix.kind)}`, `safety = ${quoted(fix.safety)}`, `text = ${quoted(fix.text)}`)
    if (fix.swap.length) put('fixes', 'swap = [', ...fix.swap.map((pair) => `  [${pair.map(quoted).join(', ')}],`), ']')
    optional('fixes', 'only', fix.only)
  }
  for (const kind of ['bad', 'good'] as const) {
    for (const one of rule[kind]) {
      put(kind, '', `[[${kind}]]`)
      if (one.buyer) put(kind, `buyer = ${quoted(one.buyer)}`)
      put(kind, `text = ${quoted(one.text)}`)
      if (one.match) put(kind, `match = ${quoted(one.match)}`)
    }
  }
  return { toml: `${lines.join('\n')}\n`, fields }
}

/** The form of a text; null when the text says anything that the form would lose. */
export function read(toml: string): RuleFields | null {
  const found = readToml(toml)
  if (!found || found.comments) return null
  try {
    return fieldsOf(found.values)
  } catch (error) {
    if (error instanceof Beyond) return null
    throw error
  }
}

class Beyond extends Error {}

const FIELDS = ['code', 'category', 'severity', 'points', 'source', 'platforms', 'antipatterns', 'name', 'message', 'why', 'find', 'fixes', 'bad', 'good']
const FIND_KEYS: Record<Kind, readonly string[]> = {
  phrase: ['any'], 'whole-reply': ['any'], absence: ['when', 'lacking', 'at-most-chars'], pair: ['buyer', 'reply', 'lacking', 'at-most-chars'],
}

function fieldsOf(root: Table): RuleFields {
  only(root, FIELDS)
  const find = table(root.find)
  const kind = KINDS.find((one) => one in find)
  if (!kind || Object.keys(find).length !== 1) throw new Beyond()
  const how = table(find[kind])
  only(how, FIND_KEYS[kind])
  return {
    code: string(root.code),
    category: oneOf(MESSAGE_CATEGORIES, root.category),
    severity: oneOf(SEVERITIES, root.severity),
    points: String(whole(root.points)),
    source: string(root.source),
    platforms: strings(root.platforms).map((one) => oneOf(PLATFORMS, one)),
    name: words(root.name),
    message: words(root.message),
    why: words(root.why),
    kind,
    any: strings(how.any ?? how.when ?? how.reply),
    buyer: strings(how.buyer),
    lacking: strings(how.lacking),
    atMostChars: how['at-most-chars'] === undefined ? '' : String(whole(how['at-most-chars'])),
    antipatterns: strings(root.antipatterns),
    fixes: tables(root.fixes).map((one) => {
      only(one, ['kind', 'safety', 'text', 'swap', 'only'])
      return {
        kind: oneOf(['replace', 'rewrite'] as const, one.kind),
        safety: oneOf(['safe', 'review', 'placeholders'] as const, one.safety),
        text: string(one.text),
        swap: lists(one.swap),
        only: strings(one.only),
      }
    }),
    bad: tables(root.bad).map(example),
    good: tables(root.good).map(example),
  }
}

function only(held: Table, keys: readonly string[]): void {
  if (Object.keys(held).some((key) => !keys.includes(key))) throw new Beyond()
}

function string(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Beyond()
  return value
}

function whole(value: Value | undefined): number {
  if (typeof value !== 'number') throw new Beyond()
  return value
}

function table(value: Value | undefined): Table {
  if (typeof value !== 'object' || Array.isArray(value)) throw new Beyond()
  return value
}

function strings(value: Value | undefined): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Beyond()
  return value.map(string)
}

function lists(value: Value | undefined): string[][] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Beyond()
  return value.map(strings)
}

function tables(value: Value | undefined): Table[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Beyond()
  return value.map(table)
}

function oneOf<T extends string>(all: readonly T[], value: Value | undefined): T {
  const found = all.find((one) => one === value)
  if (found === undefined) throw new Beyond()
  return found
}

function words(value: Value | undefined): Words {
  const held = table(value)
  only(held, ['zh', 'en'])
  const [zh, en] = [string(held.zh), string(held.en)]
  return { zh, en: en === zh ? '' : en }
}

/** Examples with facts or a platform of their own stay text. */
function example(one: Table): FormExample {
  only(one, ['text', 'buyer', 'match'])
  const said = (value: Value | undefined) => (value === undefined ? '' : string(value))
  return { text: string(one.text), buyer: said(one.buyer), match: said(one.match) }
}

/** The first free code of the shop's own rules. */
export function freeCode(taken: readonly string[]): string {
  for (let n = 1; n < 1000; n++) {
    const code = `SHP${String(n).padStart(3, '0')}`
    if (!taken.includes(code)) return code
  }
  return 'SHP999'
}
