// The product form: fields as people type them, to what the server takes, with the reason of each
// field that cannot be read. Pure.
import type { ProductInput, ProductView } from '@jinpai/api'
import { fromLocalInput, localInput, parseYuan } from '@/shared/format'

export interface ProductFields {
  sku: string
  title: string
  price: string
  stock: string
  promoEnds: string
  shipCutoff: string
  shipWithin: string
  etaFrom: string
  etaTo: string
  material: string
  guarantees: string
  gifts: string
  colours: string
}

export type FieldProblems = Partial<Record<keyof ProductFields, 'needed' | 'amount' | 'whole' | 'days'>>

const LIST_MARK = /[,，、;；\n]/

export function splitList(text: string): string[] {
  return [...new Set(text.split(LIST_MARK).map((one) => one.trim()).filter(Boolean))]
}

export function fieldsOf(product: ProductView | null, zone: string): ProductFields {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value))
  return {
    sku: product?.sku ?? '',
    title: product?.title ?? '',
    price: product?.price_fen != null ? (product.price_fen / 100).toFixed(2) : '',
    stock: text(product?.stock),
    promoEnds: product?.promo_ends_at != null ? localInput(product.promo_ends_at, zone) : '',
    shipCutoff: product?.ship_cutoff ?? '',
    shipWithin: text(product?.ship_within_h),
    etaFrom: text(product?.eta_days?.[0]),
    etaTo: text(product?.eta_days?.[1]),
    material: product?.material ?? '',
    guarantees: product?.guarantees.join('，') ?? '',
    gifts: product?.gifts.join('，') ?? '',
    colours: product?.colours_in_stock.join('，') ?? '',
  }
}

/** A whole number that is not negative; null when empty; undefined when unreadable. */
function whole(text: string): number | null | undefined {
  const trimmed = String(text).trim()
  if (trimmed === '') return null
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined
}

export function inputOf(fields: ProductFields, zone: string): { input: ProductInput } | { problems: FieldProblems } {
  const problems: FieldProblems = {}
  if (!fields.sku.trim()) problems.sku = 'needed'
  if (!fields.title.trim()) problems.title = 'needed'
  const price = fields.price.trim() === '' ? null : parseYuan(fields.price)
  if (fields.price.trim() !== '' && price === null) problems.price = 'amount'
  const stock = whole(fields.stock)
  if (stock === undefined) problems.stock = 'whole'
  const within = whole(fields.shipWithin)
  if (within === undefined) problems.shipWithin = 'whole'
  const from = whole(fields.etaFrom)
  const to = whole(fields.etaTo)
  const oneMissing = (from === null) !== (to === null)
  if (from === undefined || to === undefined || oneMissing || (from !== null && to !== null && from > to)) problems.etaTo = 'days'
  if (Object.keys(problems).length > 0) return { problems }
  return {
    input: {
      sku: fields.sku.trim(),
      title: fields.title.trim(),
      price_fen: price,
      stock: stock ?? null,
      promo_ends_at: fields.promoEnds ? fromLocalInput(fields.promoEnds, zone) : null,
      ship_cutoff: fields.shipCutoff || null,
      ship_within_h: within ?? null,
      eta_days: from != null && to != null ? [from, to] : null,
      material: fields.material.trim() || null,
      guarantees: splitList(fields.guarantees),
      gifts: splitList(fields.gifts),
      colours_in_stock: splitList(fields.colours),
    },
  }
}

/** What is told anew: a field that nobody touched keeps its age. */
export function changedOf(held: ProductInput, now: ProductInput): ProductInput {
  const same = (key: string) => JSON.stringify(held[key as keyof ProductInput]) === JSON.stringify(now[key as keyof ProductInput])
  return Object.fromEntries(Object.entries(now).filter(([key]) => !same(key))) as ProductInput
}
