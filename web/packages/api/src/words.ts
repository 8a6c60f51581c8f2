// Closed sets of words that pages offer, in the order in which they are offered.
import type { EntryKind, GoodsColumn } from './types'

export const GOODS_COLUMNS: readonly GoodsColumn[] = [
  'ignore', 'code', 'number', 'title', 'price', 'stock', 'variant-code', 'variant-options', 'option', 'variant-price',
  'variant-stock', 'material', 'category', 'trade', 'attributes', 'attribute', 'floor', 'promo-terms', 'promo-starts',
  'promo-ends', 'promo-price', 'ship-cutoff', 'ship-within', 'eta', 'province-eta', 'postage', 'guarantees', 'gifts',
  'colours', 'suits', 'strengths', 'flaws', 'size-table', 'care', 'questions', 'photos', 'link', 'similar',
]
export const ENTRY_KINDS: readonly EntryKind[] = [
  'returns', 'postage', 'invoice', 'payment', 'courier', 'warranty', 'platform', 'other',
]
