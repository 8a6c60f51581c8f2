import { describe, expect, it } from 'vitest'
import { contrast, parseHex } from '../src/accent'
import { onOf } from '../src/loader/tone'

const rgb = (hex: string) => {
  const parsed = parseHex(hex === '#fff' ? '#ffffff' : hex)
  if (!parsed) throw new Error(hex)
  return parsed
}

describe('the sign on the launcher', () => {
  it('can be seen on whatever accent the shop picks', () => {
    for (let n = 0; n < 4096; n++) {
      const picked = `#${n.toString(16).padStart(3, '0')}`
      expect(contrast(rgb(onOf(picked)), rgb(picked)), picked).toBeGreaterThanOrEqual(3.8)
    }
  })

  it('is the house’s own where the shop’s word is no colour', () => {
    expect(['gold', '#12345', '#gggggg', '', undefined].map(onOf)).toEqual(['', '', '', '', ''])
    expect(onOf(' #FFF ')).toBe('#1d2129')
  })
})
