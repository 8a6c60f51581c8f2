// What of a product answers a buyer, as sentences an agent may send; only what is known is said. Pure.
import type { ProductView } from '@jinpai/api'
import { yuan } from './format'

type Translate = (key: string, values?: Record<string, unknown>) => string
export interface GoodsAnswer { ask: string; text: string }

export function pieceName(piece: ProductView['knowledge']['variants'][number]): string {
  return piece.options.map((one) => one.value).join(' ') || piece.code
}

export function spanText(span: readonly number[] | null | undefined): string {
  if (!span) return ''
  return span[0] === span[1] ? String(span[0]) : `${span[0]}–${span[1]}`
}

/** The price now, of pieces that cost differently from the lowest to the highest. */
export function priceText(product: ProductView): string {
  const span = product.now.price_span
  if (!span) return ''
  return span[0] === span[1] ? yuan(span[0]!) : `${yuan(span[0]!)}–${yuan(span[1]!)}`
}

/** First the questions that were asked for, by their places, then the other facts, then the other questions. */
export function answersOf(product: ProductView, asked: readonly number[], t: Translate): GoodsAnswer[] {
  const { knowledge: known, now } = product
  const answers: GoodsAnswer[] = []
  const questions = known.questions.map((one) => ({ ask: one.ask, text: one.answer }))
  const tell = (key: string, values: Record<string, unknown>) =>
    answers.push({ ask: t(`product.say.ask.${key}`), text: t(`product.say.${key}`, values) })
  for (const place of asked) if (questions[place]) answers.push(questions[place])
  if (now.stock === 0) tell('soldOut', {})
  else if (now.stock !== null) tell('stock', { n: now.stock })
  const pieces = known.variants.filter((one) => (one.stock ?? 0) > 0)
  if (pieces.length) tell('pieces', { list: pieces.slice(0, 8).map(pieceName).join(t('common.comma')) })
  if (priceText(product)) tell('price', { price: priceText(product) })
  if (product.material) tell('material', { material: product.material })
  for (const row of known.size_table?.rows ?? []) {
    const measured = row.spans.map((span, n) => (span ? `${known.size_table!.measures[n]} ${spanText(span)}` : '')).filter(Boolean)
    answers.push({ ask: t('product.say.ask.size', { size: row.size }), text: t('product.say.size', { size: row.size, list: measured.join(t('common.comma')) }) })
  }
  if (known.care) tell('care', { care: known.care })
  if (known.postage) tell('postage', { postage: known.postage })
  questions.forEach((one, place) => { if (!asked.includes(place)) answers.push(one) })
  return answers
}
