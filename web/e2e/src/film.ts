// A short film to be sent: pictures that the browser itself encodes, laid into an MP4 file here.
import type { Page } from 'playwright-core'

const WIDTH = 320
const HEIGHT = 180
const FRAME_MS = 500

type Part = Buffer | readonly number[]

/** Numbers of four bytes, or bytes as they are. */
const bytes = (part: Part) => {
  if (Buffer.isBuffer(part)) return part
  const out = Buffer.alloc(part.length * 4)
  part.forEach((one, n) => out.writeUInt32BE(one >>> 0, n * 4))
  return out
}

const box = (name: string, ...parts: Part[]) => {
  const body = Buffer.concat(parts.map(bytes))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** Coloured squares, a keyframe each. */
async function frames(page: Page, count: number): Promise<Buffer[]> {
  const encoded = await page.evaluate(async ({ count, width, height, frameMs }) => {
    const out: string[] = []
    const encoder = new VideoEncoder({
      output: (chunk) => {
        const held = new Uint8Array(chunk.byteLength)
        chunk.copyTo(held)
        out.push(btoa(String.fromCharCode(...held)))
      },
      error: (error) => { throw error },
    })
    encoder.configure({ codec: 'vp09.00.10.08', width, height })
    const canvas = new OffscreenCanvas(width, height)
    const pen = canvas.getContext('2d')!
    for (let n = 0; n < count; n++) {
      pen.fillStyle = n % 2 ? '#0a6' : '#c63'
      pen.fillRect(0, 0, width, height)
      const frame = new VideoFrame(canvas, { timestamp: n * frameMs * 1000 })
      encoder.encode(frame, { keyFrame: true })
      frame.close()
    }
    await encoder.flush()
    return out
  }, { count, width: WIDTH, height: HEIGHT, frameMs: FRAME_MS })
  return encoded.map((one) => Buffer.from(one, 'base64'))
}

/** As a phone would name and type it, with the place where it was taken. */
export async function film(page: Page, seconds: number): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const pictures = await frames(page, 4)
  const n = pictures.length
  const length = seconds * 1000
  const one = 0x10000
  const matrix = [one, 0, 0, 0, one, 0, 0, 0, 0x40000000]
  const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isommp42', 'latin1'))
  const entry = Buffer.alloc(78)
  entry.writeUInt16BE(1, 6)
  entry.writeUInt16BE(WIDTH, 24)
  entry.writeUInt16BE(HEIGHT, 26)
  entry.writeUInt32BE(0x480000, 28)
  entry.writeUInt32BE(0x480000, 32)
  entry.writeUInt16BE(1, 40)
  entry.writeUInt16BE(0x18, 74)
  entry.writeInt16BE(-1, 76)
  const codec = box('vpcC', Buffer.from([1, 0, 0, 0, 0, 10, 0x82, 2, 2, 2, 0, 0]))
  const table = box('stbl',
    box('stsd', [0, 1], box('vp09', entry, codec)),
    box('stts', [0, 1, n, length / n]),
    box('stss', [0, n, ...pictures.map((_, at) => at + 1)]),
    box('stsc', [0, 1, 1, n, 1]),
    box('stsz', [0, 0, n, ...pictures.map((picture) => picture.length)]),
    box('stco', [0, 1, ftyp.length + 8]))
  const told = box('udta', Buffer.from('+31.2304+121.4737/'))
  const moov = box('moov',
    box('mvhd', [0, 0, 0, 1000, length, one, 0x01000000, 0, 0, ...matrix, 0, 0, 0, 0, 0, 0, 2]),
    box('trak',
      box('tkhd', [3, 0, 0, 1, 0, length, 0, 0, 0, 0, ...matrix, WIDTH * one, HEIGHT * one]),
      box('mdia',
        box('mdhd', [0, 0, 0, 1000, length, 0x55c40000]),
        box('hdlr', [0, 0], Buffer.from('vide'), [0, 0, 0], Buffer.from([0])),
        box('minf',
          box('vmhd', [1, 0, 0]),
          box('dinf', box('dref', [0, 1], box('url ', [1]))),
          table))),
    told)
  return { name: 'IMG_0001.MP4', mimeType: 'video/mp4', buffer: Buffer.concat([ftyp, box('mdat', ...pictures), moov]) }
}
