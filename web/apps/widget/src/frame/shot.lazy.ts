// A chosen file made ready to go: how large it is, how it looks, and for a photograph no more bytes than
// the shop will keep anyway. What it really is the server decides.
import type { Locale } from '../bridge'
import type { Shot } from './outbox'
import { lazyWords } from './words.lazy'

const LARGE = 1600
/** A file up to this goes as it is. */
const LIGHT_BYTES = 512 * 1024
const MOST_BYTES = 10 * 1024 * 1024
const MOST_FILM_BYTES = 20 * 1024 * 1024

export interface Ready {
  shot: Shot
  /** Why it cannot go. */
  reason: string | null
}

export async function shoot(file: Blob, locale: Locale): Promise<Ready> {
  const shot: Shot = { file, url: null, width: 160, height: 120 }
  const words = lazyWords(locale)
  if (file.type.startsWith('video/')) return { shot, reason: file.size > MOST_FILM_BYTES ? words.film_too_large : null }
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap) {
    shot.width = bitmap.width
    shot.height = bitmap.height
    const photo = /^image\/(jpeg|webp)$/.test(file.type)
    if (photo && file.size > LIGHT_BYTES) shot.file = (await smaller(bitmap)) ?? file
    bitmap.close()
    shot.url = URL.createObjectURL(shot.file)
  }
  return { shot, reason: shot.file.size > MOST_BYTES ? words.too_large : null }
}

async function smaller(bitmap: ImageBitmap): Promise<Blob | null> {
  const scale = Math.min(1, LARGE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9))
}
