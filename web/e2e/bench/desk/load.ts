// What a first visit to the desk costs on the wire, and what the page weighs then.
import { gzipSync } from 'node:zlib'
import type { CDPSession, Page } from 'playwright-core'

export interface Load {
  /** Bytes over the wire of page, scripts, styles and pictures; of the data. */
  files: number
  data: number
  /** The same files as gzip would pack them. */
  gzip: number
  requests: number
}

interface Asked { type: string; url: string; bytes: number }

/** Watches the wire from now on; `end` adds it up. */
export async function watchLoad(page: Page): Promise<{ end(): Promise<Load> }> {
  const session = await page.context().newCDPSession(page)
  const asked = new Map<string, Asked>()
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    asked.set(requestId, { type, url: response.url, bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId)
    if (one) one.bytes = encodedDataLength
  })
  await session.send('Network.enable')
  return { end: () => addUp(session, asked) }
}

async function addUp(session: CDPSession, asked: ReadonlyMap<string, Asked>): Promise<Load> {
  const load: Load = { files: 0, data: 0, gzip: 0, requests: asked.size }
  for (const [requestId, { type, bytes }] of asked) {
    if (type === 'Fetch' || type === 'XHR') {
      load.data += bytes
      continue
    }
    load.files += bytes
    const { body, base64Encoded } = await session.send('Network.getResponseBody', { requestId }).catch(() => ({ body: '', base64Encoded: false }))
    load.gzip += gzipSync(base64Encoded ? Buffer.from(body, 'base64') : body).length
  }
  await session.detach()
  return load
}

export interface Weight { heap_mib: number; nodes: number }

/** After a collection of what nobody holds. */
export async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN
  await session.detach()
  return { heap_mib: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes') }
}
