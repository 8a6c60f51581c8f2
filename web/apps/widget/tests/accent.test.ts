import { describe, expect, it } from 'vitest'
import { contrast, parseHex, tonesOf } from '../src/accent'

const rgb = (hex: string) => {
  const parsed = parseHex(hex)
  if (!parsed) throw new Error(hex)
  return parsed
}

const themes = [
  ['light', '#ffffff', '#1d2129'],
  ['dark', '#1b1f26', '#e7eaf0'],
] as const

describe.each(themes)('whatever accent the shop picks, on %s', (_, paper, ink) => {
  it('its texts reach 4.5:1', () => {
    for (let r = 0; r <= 255; r += 51)
      for (let g = 0; g <= 255; g += 51)
        for (let b = 0; b <= 255; b += 51) {
          const picked = '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')
          const tones = tonesOf(picked, paper, ink)
          expect(tones).not.toBeNull()
          if (!tones) return
          expect(contrast(rgb(tones.accent), rgb(paper)), `${picked} as text`).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(tones.on), rgb(tones.accent)), `on ${picked}`).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(ink), rgb(tones.tint)), `bubble of ${picked}`).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(tones.accent), rgb(tones.tint)), `${picked} on its tint`).toBeGreaterThanOrEqual(4.5)
        }
  })
})

describe('the accent', () => {
  it('stays as picked when it can be read', () => {
    expect(tonesOf('#8a5a0b', '#ffffff', '#1d2129')?.accent).toBe('#8a5a0b')
    expect(tonesOf('#05a', '#ffffff', '#1d2129')?.accent).toBe('#0055aa')
  })
  it('is ignored when it is no colour', () => {
    expect(tonesOf('gold', '#ffffff', '#1d2129')).toBeNull()
    expect(tonesOf('#12345', '#ffffff', '#1d2129')).toBeNull()
  })
})
