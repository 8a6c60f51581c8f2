// How large a picture stands in the talk. Known before a byte of it has come, so nothing jumps. Pure.
const WIDE = 200
const TALL = 240
/** A finger finds it. */
const LEAST = 48

export function boxOf({ width, height }: { width: number; height: number }) {
  const scale = Math.min(1, WIDE / width, TALL / height)
  const px = (side: number) => `${Math.max(LEAST, Math.round(side * scale))}px`
  return { width: px(width), height: px(height) }
}
