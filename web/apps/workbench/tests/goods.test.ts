// What people type about goods becomes what the server takes, and what is known becomes what an agent may say.
import { describe, expect, it } from 'vitest'
import type { ProductView } from '@jinpai/api'
import { measuresOf, piecesOf, readPieces, readQuestions, readSizes, sizesOf, splitLines, type Row } from '@/features/products/parts'
import { changedOf } from '@/features/products/form'
import { answersOf, priceText } from '@/shared/goods'

const known = (over: Partial<ProductView['knowledge']> = {}): ProductView['knowledge'] => ({
  trade: null, category: null, attributes: [], variants: [], floor_fen: null, promotions: [], strengths: [], flaws: [],
  suits: [], size_table: null, care: null, postage: null, eta_by_province: {}, questions: [], photos: [], link: null,
  similar: [], ...over,
})
const now = { price_fen: null, price_span: null, stock: null, colours_in_stock: [], promotion: null, promo_ends_at: null }
const product = (over: Partial<ProductView>): ProductView => ({
  id: 'P', sku: 'A', title: '针织衫', price_fen: null, stock: null, promo_ends_at: null, ship_cutoff: null,
  ship_within_h: null, eta_days: null, material: null, guarantees: [], gifts: [], colours_in_stock: [],
  knowledge: known(), now, told: {}, version: 0, seen_at: 0, ...over,
})
const say = (key: string, values?: Record<string, unknown>) => `${key} ${Object.values(values ?? {}).join(' ')}`.trim()

describe('rows of cells', () => {
  it('of pieces go there and back, and the empty one at the end is nothing', () => {
    const rows: Row[] = [{ code: 'A-L', options: '颜色:米白；尺码：L', price: '99.5', stock: '3' }, { code: ' ', options: '' }]
    const read = readPieces(rows)
    const value = 'value' in read ? read.value : []
    expect(value).toEqual([{
      code: 'A-L', options: [{ name: '颜色', value: '米白' }, { name: '尺码', value: 'L' }], price_fen: 9950, stock: 3,
    }])
    expect(piecesOf(known({ variants: value as never }))[0]).toEqual({ code: 'A-L', options: '颜色:米白；尺码:L', price: '99.50', stock: '3' })
  })

  it('that cannot be read name their row and why', () => {
    const row = { code: 'A', options: '', price: '', stock: '' }
    expect(readPieces([row, { ...row, code: '', stock: '2' }])).toEqual({ row: 1, problem: 'needed' })
    expect(readPieces([{ ...row, price: '便宜' }])).toEqual({ row: 0, problem: 'amount' })
    expect(readPieces([{ ...row, options: '米白' }])).toEqual({ row: 0, problem: 'pair' })
    expect(readQuestions([{ ask: '会起球吗', answer: '' }])).toEqual({ row: 0, problem: 'needed' })
  })

  it('of sizes keep what a measure leaves open', () => {
    const measures = measuresOf('身高cm，胸围cm')
    const read = readSizes(measures, [{ size: 'M', m0: '155-165', m1: '' }, { size: 'L', m0: '160~170', m1: '92' }])
    const table = 'value' in read ? read.value : null
    expect(table?.rows.map((row) => row.spans)).toEqual([[[155, 165], null], [[160, 170], [92, 92]]])
    expect(sizesOf(known({ size_table: table as never })).rows[1]).toEqual({ size: 'L', m0: '160-170', m1: '92' })
    expect(readSizes(measures, [{ size: 'M', m0: '170-160' }])).toEqual({ row: 0, problem: 'span' })
    expect(readSizes([], [])).toEqual({ value: null })
  })

  it('of lines lose what stands twice', () => {
    expect(splitLines('领口包边\n\n领口包边；袖口双层')).toEqual(['领口包边', '袖口双层'])
  })
})

describe('what an agent may say', () => {
  it('is what is known, the question that was asked first', () => {
    const of = product({
      now: { ...now, stock: 6, price_span: [9900, 12900] },
      knowledge: known({ questions: [{ ask: '扎吗', answer: '不扎' }, { ask: '会起球吗', answer: '会一点' }] }),
    })
    expect(answersOf(of, [1], say).map((one) => one.text)).toEqual(
      ['会一点', 'product.say.stock 6', 'product.say.price ¥99.00–¥129.00', '不扎'])
    expect(priceText(of)).toBe('¥99.00–¥129.00')
  })

  it('is nothing where nobody knows', () => {
    expect(answersOf(product({}), [], say)).toEqual([])
    expect(answersOf(product({ now: { ...now, stock: 0 } }), [], say)[0]?.text).toBe('product.say.soldOut')
  })
})

it('a field nobody touched is not told anew', () => {
  expect(changedOf({ sku: 'A', title: '毛衣', stock: 3 }, { sku: 'A', title: '毛衣', stock: 2 })).toEqual({ stock: 2 })
})
