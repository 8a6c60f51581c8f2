// The parts of what is known of a product, as rows of cells people type, and back. Pure.
import type { KnowledgePatch, KnowledgeView } from '@jinpai/api'
import { fromLocalInput, localInput, parseYuan } from '@/shared/format'

export type Row = Record<string, string>
export type PartProblem = 'needed' | 'amount' | 'whole' | 'span' | 'days' | 'pair'
export type Read<T> = { value: T } | { row: number; problem: PartProblem }

export const PARTS = ['pieces', 'promotions', 'attributes', 'sizes', 'questions', 'provinces', 'more'] as const
export type Part = (typeof PARTS)[number]

const LINES = /[；;\n]/
const PAIR = /[：:]/

const money = (fen: number | null) => (fen === null ? '' : (fen / 100).toFixed(2))
const filled = (row: Row) => Object.values(row).some((cell) => cell.trim() !== '')
/** Rows that hold something, each read; the first that cannot be read stops. */
function readRows<T>(rows: readonly Row[], read: (row: Row) => T | PartProblem): Read<T[]> {
  const value: T[] = []
  for (const [n, row] of rows.entries()) {
    if (!filled(row)) continue
    const one = read(row)
    if (typeof one === 'string') return { row: n, problem: one as PartProblem }
    value.push(one)
  }
  return { value }
}

/** An amount in fen; null when empty, undefined when unreadable. */
function fen(text = ''): number | null | undefined {
  if (text.trim() === '') return null
  return parseYuan(text) ?? undefined
}

function whole(text = ''): number | null | undefined {
  if (text.trim() === '') return null
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

export function splitLines(text: string): string[] {
  return [...new Set(text.split(LINES).map((line) => line.trim()).filter(Boolean))]
}

export function piecesOf(known: KnowledgeView): Row[] {
  return known.variants.map((one) => ({
    code: one.code,
    options: one.options.map((option) => `${option.name}:${option.value}`).join('；'),
    price: money(one.price_fen),
    stock: one.stock === null ? '' : String(one.stock),
  }))
}

export function readPieces(rows: readonly Row[]): Read<NonNullable<KnowledgePatch['variants']>> {
  return readRows(rows, (row) => {
    const [price_fen, stock] = [fen(row.price), whole(row.stock)]
    if (!row.code?.trim()) return 'needed'
    if (price_fen === undefined) return 'amount'
    if (stock === undefined) return 'whole'
    const options = readPairs(row.options ?? '')
    return options ? { code: row.code.trim(), options, price_fen, stock } : 'pair'
  })
}

function readPairs(text: string): { name: string; value: string }[] | null {
  const pairs = splitLines(text).map((part) => {
    const at = part.search(PAIR)
    return at > 0 ? { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() } : null
  })
  return pairs.every((pair) => pair?.name && pair.value) ? pairs as { name: string; value: string }[] : null
}

export function promotionsOf(known: KnowledgeView, zone: string): Row[] {
  const local = (at: number | null) => (at === null ? '' : localInput(at, zone))
  return known.promotions.map((one) => ({
    terms: one.terms, starts: local(one.starts_at), ends: local(one.ends_at), price: money(one.price_fen),
  }))
}

export function readPromotions(rows: readonly Row[], zone: string): Read<NonNullable<KnowledgePatch['promotions']>> {
  const moment = (text = '') => (text ? fromLocalInput(text, zone) : null)
  return readRows(rows, (row) => {
    const price_fen = fen(row.price)
    if (!row.terms?.trim()) return 'needed'
    if (price_fen === undefined) return 'amount'
    return { terms: row.terms.trim(), starts_at: moment(row.starts), ends_at: moment(row.ends), price_fen }
  })
}

export function readAttributes(rows: readonly Row[]): Read<NonNullable<KnowledgePatch['attributes']>> {
  return readRows(rows, (row) => (row.name?.trim() && row.value?.trim()
    ? { name: row.name.trim(), value: row.value.trim() } : 'needed'))
}

export function readQuestions(rows: readonly Row[]): Read<NonNullable<KnowledgePatch['questions']>> {
  return readRows(rows, (row) => (row.ask?.trim() && row.answer?.trim()
    ? { ask: row.ask.trim(), answer: row.answer.trim() } : 'needed'))
}

/** A province a row, with the fewest and the most days on the way. */
export function provincesOf(known: KnowledgeView): Row[] {
  return Object.entries(known.eta_by_province).map(([province, days]) => ({ province, days: spanOf(days) }))
}

export function readProvinces(rows: readonly Row[]): Read<NonNullable<KnowledgePatch['eta_by_province']>> {
  const read = readRows(rows, (row) => {
    const days = readSpan(row.days ?? '')
    if (!row.province?.trim() || days === null) return 'needed'
    return days === undefined ? 'days' : [row.province.trim(), days] as const
  })
  return 'problem' in read ? read : { value: Object.fromEntries(read.value) }
}

function spanOf(one: readonly number[] | null): string {
  if (!one) return ''
  return one[0] === one[1] ? String(one[0]) : `${one[0]}-${one[1]}`
}

/** A size a row; the measures are cells by their place. */
export function sizesOf(known: KnowledgeView): { measures: string; rows: Row[] } {
  const table = known.size_table
  const rows = table?.rows.map((row) => ({
    size: row.size,
    ...Object.fromEntries(row.spans.map((one, n) => [`m${n}`, spanOf(one as [number, number] | null)])),
  }))
  return { measures: table?.measures.join('，') ?? '', rows: rows ?? [] }
}

export function measuresOf(text: string): string[] {
  return [...new Set(text.split(/[,，、；;]/).map((one) => one.trim()).filter(Boolean))]
}

export function readSizes(measures: readonly string[], rows: readonly Row[]): Read<KnowledgePatch['size_table']> {
  const read = readRows(rows, (row) => {
    if (!row.size?.trim()) return 'needed'
    const spans = measures.map((_, n) => readSpan(row[`m${n}`] ?? ''))
    return spans.includes(undefined) ? 'span' : { size: row.size.trim(), spans: spans as ([number, number] | null)[] }
  })
  if ('problem' in read) return read
  return { value: measures.length && read.value.length ? { measures: [...measures], rows: read.value } : null }
}

/** `155-165`, or `88` for both; null when empty, undefined when unreadable. */
function readSpan(text: string): [number, number] | null | undefined {
  if (text.trim() === '') return null
  const found = /^\s*(\d{1,6})\s*(?:[-~至]\s*(\d{1,6}))?\s*$/.exec(text)
  if (!found) return undefined
  const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])]
  return from <= to ? [from, to] : undefined
}
