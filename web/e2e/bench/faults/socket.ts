// A WebSocket of Node that behaves as a browser's does: it names its origin, and a line that never opened ends with
// `close` too. Some versions of Node tell such a line only by `error`, on which no page would try again.

interface Options { headers?: Record<string, string> }

const Native = globalThis.WebSocket as unknown as new (url: string, options?: Options) => WebSocket

export class PageSocket extends Native {
  constructor(url: string, headers: Record<string, string> = {}) {
    super(url, { headers: { origin: new URL(url.replace(/^ws/, 'http')).origin, ...headers } })
    let ended = false
    this.addEventListener('close', () => { ended = true })
    this.addEventListener('error', () => {
      setTimeout(() => {
        if (ended) return
        ended = true
        this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }))
      })
    })
  }
}

/** The widget's own line opens `WebSocket` by its name. */
export function install(): void {
  globalThis.WebSocket = PageSocket as unknown as typeof WebSocket
}
