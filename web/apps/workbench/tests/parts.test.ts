import { describe, expect, it } from 'vitest'
import { provincesOf, readProvinces } from '@/features/products/parts'
import { plain } from '@/features/products/plain'

const manner = { join: '，', when: (at: number) => `[${at}]`, trade: (code: string) => `<${code}>` }

describe('days by province', () => {
  it('come back as they were written', () => {
    const known = { 新疆: [5, 8], 上海: [1, 1] }
    const rows = provincesOf({ eta_by_province: known } as never)
    expect(rows).toEqual([{ province: '新疆', days: '5-8' }, { province: '上海', days: '1' }])
    expect(readProvinces([...rows, {}])).toEqual({ value: known })
  })

  it('say which row cannot be read', () => {
    expect(readProvinces([{ province: '广东', days: '3-1' }])).toEqual({ row: 0, problem: 'days' })
    expect(readProvinces([{ province: '广东' }])).toEqual({ row: 0, problem: 'needed' })
  })
})

describe('what was changed', () => {
  it('is read out, not printed', () => {
    expect(plain([{ name: '面料', value: '纯棉' }, { name: '厚薄', value: '常规' }], manner, 'knowledge.attributes')).toBe('面料 纯棉；厚薄 常规')
    expect(plain({ 新疆: [5, 8], 上海: [1, 1] }, manner, 'knowledge.eta_by_province')).toBe('新疆 5–8，上海 1')
    const piece = { code: 'D1/L', options: [{ name: '颜色', value: '酒红' }, { name: '尺码', value: 'L' }], price_fen: 8_850, stock: 0 }
    expect(plain([piece], manner, 'knowledge.variants')).toBe('D1/L，颜色 酒红 尺码 L，¥88.50，0')
    expect(plain(8_850, manner, 'price_fen')).toBe('¥88.50')
    expect(plain({ terms: '满减', starts_at: null, ends_at: 5, price_fen: null }, manner, 'x')).toBe('满减，[5]')
    expect(plain('clothing', manner, 'knowledge.trade')).toBe('<clothing>')
    expect(plain(null, manner, 'stock') + plain([], manner, 'gifts')).toBe('')
    expect(plain({ measures: ['身高'], rows: [{ size: 'M', spans: [[155, 165], null] }] }, manner, 'x')).toBe('身高，M，155–165')
  })
})
