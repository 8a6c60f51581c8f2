import { describe, expect, it } from 'vitest'
import { applyFix, bestFix, carryOver, foremost, pieces, place, utf16Offsets } from '@/shared/draft/spans'
import { finding } from './made'

describe('offsets', () => {
  it('count scalar values over emoji, as the server does', () => {
    const text = '好😊👍肯定到'
    expect(utf16Offsets(text)).toEqual([0, 1, 3, 5, 6, 7, 8])
    const [placed] = place([finding(3, 5)], text)
    expect(text.slice(placed!.start, placed!.end)).toBe('肯定')
  })

  it('keep joined emoji whole where the server counts their parts', () => {
    const text = '👨‍👩‍👧加微信'
    const parts = [...'👨‍👩‍👧'].length
    const [placed] = place([finding(parts, parts + 3)], text)
    expect(text.slice(placed!.start, placed!.end)).toBe('加微信')
  })

  it('are clamped to the text', () => {
    expect(place([finding(1, 99)], '好的')[0]).toMatchObject({ start: 1, end: 2 })
  })
})

describe('the mirror', () => {
  it('says the text again, piece by piece, under the gravest finding', () => {
    const text = '肯定加微信哦'
    const cut = pieces(text, place([finding(0, 4), finding(2, 5, { severity: 'block' })], text))
    expect(cut.map((one) => one.text).join('')).toBe(text)
    expect(cut).toEqual([
      { text: '肯定', severity: 'warn' }, { text: '加微', severity: 'block' }, { text: '信', severity: 'block' },
      { text: '哦', severity: null },
    ])
  })

  it('draws nothing for a finding about the whole message', () => {
    expect(pieces('嗯', place([finding(0, 0)], '嗯'))).toEqual([{ text: '嗯', severity: null }])
  })
})

describe('an edit', () => {
  const before = '亲，这款肯定到，不讲价哦'
  const held = place([finding(4, 6), finding(8, 11)], before)

  it('moves what stands behind it and keeps what stands before it', () => {
    const after = '亲，这款肯定到呢，不讲价哦'
    const kept = carryOver(held, before, after)
    expect(kept.map((one) => after.slice(one.start, one.end))).toEqual(['肯定', '不讲价'])
  })

  it('drops what it touches', () => {
    const after = '亲，这款肯到，不讲价哦'
    expect(carryOver(held, before, after).map((one) => after.slice(one.start, one.end))).toEqual(['不讲价'])
  })

  it('that empties the draft drops everything', () => {
    expect(carryOver([...held, ...place([finding(0, 0)], before)], before, '')).toEqual([])
  })
})

describe('a wording', () => {
  it('is that of the gravest finding, the safest of its fixes', () => {
    const text = '肯定加微信'
    const found = place([
      finding(0, 2),
      finding(2, 5, { severity: 'block', fixes: [
        { kind: 'rewrite', text: '{时间}回您', safety: 'placeholders' }, { kind: 'rewrite', text: '在这里说就好', safety: 'safe' },
      ] }),
    ], text)
    const first = foremost(found)
    expect(first?.severity).toBe('block')
    expect(bestFix(first)?.text).toBe('在这里说就好')
  })

  it('replaces its span, or the whole draft', () => {
    const text = '😊肯定到'
    const [placed] = place([finding(1, 3)], text)
    expect(applyFix(text, placed!, { kind: 'replace', text: '预计', safety: 'safe' })).toEqual({ text: '😊预计到', caret: 4 })
    expect(applyFix(text, placed!, { kind: 'rewrite', text: '好的', safety: 'safe' }).text).toBe('好的')
    const [whole] = place([finding(0, 0)], '嗯')
    expect(applyFix('嗯', whole!, { kind: 'replace', text: '好的亲', safety: 'safe' }).text).toBe('好的亲')
  })
})
