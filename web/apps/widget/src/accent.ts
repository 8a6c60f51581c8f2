// Colours from the one accent a shop picks, so that every text on or in it reaches 4.5:1 (AA),
// whatever the shop picked. Pure.

type Rgb = readonly [number, number, number]

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
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim())
  const long = short
    ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}`
    : text.trim()
  if (!/^#[0-9a-f]{6}$/i.test(long)) return null
  const n = parseInt(long.slice(1), 16)
  return [n >> 16, (n >> 8) & 255, n & 255]
}

const hex = (c: Rgb) => '#' + c.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

/** As it will be painted, so that what is promised holds for the painted colour. */
const whole = (c: Rgb): Rgb => [Math.round(c[0]), Math.round(c[1]), Math.round(c[2])]

/** Relative luminance, WCAG 2.2. */
function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => {
    const s = v / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/**
 * `paper` and `ink` are the page's own ends. The accent is held against the tint too, because a
 * chip under the pointer wears it.
 */
export function tonesOf(accent: string, paper = '#ffffff', ink = '#1d2129'): Tones | null {
  const picked = parseHex(accent)
  const page = parseHex(paper)
  const dark = parseHex(ink)
  if (!picked || !page || !dark) return null
  const tint = whole(mix(page, picked, 0.16))
  const readable = (c: Rgb) => Math.min(contrast(c, page), contrast(c, tint)) >= AA
  let text = picked
  for (let step = 1; step <= 20 && !readable(text); step++) text = whole(mix(picked, dark, step / 20))
  return {
    accent: hex(text),
    on: contrast(text, page) >= contrast(text, dark) ? hex(page) : hex(dark),
    tint: hex(tint),
    edge: hex(mix(page, picked, 0.4)),
  }
}
