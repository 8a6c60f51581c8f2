import { describe, expect, it } from 'vitest'
import { clock, dayName, dayOf, fromLocalInput, localInput, parseYuan, yuan } from '@/shared/format'
import { inputOf, fieldsOf, splitList } from '@/features/products/form'

const words = { today: '今天', yesterday: '昨天', tomorrow: '明天' }

describe('figures', () => {
  it('read and write yuan exactly', () => {
    expect(yuan(25600)).toBe('¥256.00')
    expect(yuan(123456789)).toBe('¥1,234,567.89')
    expect(yuan(-5)).toBe('-¥0.05')
    expect(parseYuan('256')).toBe(25600)
    expect(parseYuan('0.1')).toBe(10)
    expect(parseYuan('19.99')).toBe(1999)
    expect(parseYuan('二百')).toBeNull()
    expect(parseYuan('1.999')).toBeNull()
  })

  it('count time as people do', () => {
    expect(clock(41_000)).toBe('0:41')
    expect(clock(127_400)).toBe('2:07')
    expect(clock(3_723_000)).toBe('1:02:03')
    expect(clock(-5)).toBe('0:00')
  })

  it('name days by the clock of the shop, not of the browser', () => {
    const now = Date.UTC(2026, 10, 21, 17, 0)
    expect(dayOf(now, 'Asia/Shanghai')).toBe('2026-11-22')
    expect(dayName(now - 3 * 3_600_000, now, 'Asia/Shanghai', 'zh-CN', words)).toBe('昨天')
    expect(dayName(now, now, 'America/New_York', 'zh-CN', words)).toBe('今天')
  })

  it('turn a shop-local time into a moment and back, over a change of the clocks too', () => {
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin']) {
      for (const text of ['2026-11-21T18:00', '2026-03-29T12:30', '2026-11-01T08:15']) {
        expect(localInput(fromLocalInput(text, zone)!, zone)).toBe(text)
      }
    }
    expect(fromLocalInput('', 'Asia/Shanghai')).toBeNull()
  })
})

describe('the product form', () => {
  it('reads what was typed, and empty as not known', () => {
    const read = inputOf({ ...fieldsOf(null, 'Asia/Shanghai'), sku: ' A1 ', title: '台灯', price: '129', gifts: '护理刷、 贺卡，护理刷' }, 'Asia/Shanghai')
    expect(read).toMatchObject({ input: { sku: 'A1', price_fen: 12900, stock: null, eta_days: null, gifts: ['护理刷', '贺卡'] } })
  })

  it('names each field that cannot be read', () => {
    const read = inputOf({ ...fieldsOf(null, 'Asia/Shanghai'), price: '很贵', stock: '-1', etaFrom: '3', etaTo: '2' }, 'Asia/Shanghai')
    expect(read).toEqual({ problems: { sku: 'needed', title: 'needed', price: 'amount', stock: 'whole', etaTo: 'days' } })
  })

  it('splits lists at any comma people type', () => {
    expect(splitList('a,b，c、d;e\nf')).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})
