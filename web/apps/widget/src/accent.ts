// Colours from the one accent a shop picks, so that every text on or in it reaches 4.5:1 (AA),
// whatever the shop picked. Pure.

export type Rgb = readonly number[]

export interface Tones {
  /** The accent, moved towards the ink until it can be read as text on the paper. */
  accent: string
  /** Text on the accent. */
  on: string
  /** The buyer's own bubble. */
  tint: string
  /** The line around a chip. */
  edge: string
}

const AA = 4.5

export function parseHex(text: string): Rgb | null {
  const long = text.trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')
  return /^#[0-9a-f]{6}$/i.test(long) ? [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16)) : null
}

const hex = (c: Rgb) => '#' + c.map((v) => (256 + v).toString(16).slice(1)).join('')

/** Rounded as it will be painted, so that what is promised holds for the painted colour. */
const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((v, i) => Math.round(v + ((b[i] ?? 0) - v) * share))

/** Relative luminance, WCAG 2.2, above black's share of flare. */
function light(c: Rgb): number {
  const part = (i: number) => {
    const s = (c[i] ?? 0) / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2) + 0.05
}

export function contrast(a: Rgb, b: Rgb): number {
  const ratio = light(a) / light(b)
  return ratio < 1 ? 1 / ratio : ratio
}

/**
 * `paper` and `ink` are the page's own ends. The accent is held against the tint too, because a
 * chip under the pointer wears it.
 */
export function tonesOf(accent: string, paper: string, ink: string): Tones | null {
  const picked = parseHex(accent)
  const page = parseHex(paper)
  const dark = parseHex(ink)
  if (!picked || !page || !dark) return null
  const tint = mix(page, picked, 0.16)
  let text = picked
  for (let step = 1; step <= 20 && Math.min(contrast(text, page), contrast(text, tint)) < AA; step++) {
    text = mix(picked, dark, step / 20)
  }
  return { accent: hex(text), on: hex(contrast(text, page) < contrast(text, dark) ? dark : page), tint: hex(tint), edge: hex(mix(page, picked, 0.4)) }
}
