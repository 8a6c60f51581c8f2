// The frame's half of the handshake: it says it is ready to the one origin that embeds it, and
// takes the first init from exactly there, together with the private port for all later words.
import { isFrom, type Init } from '../bridge'

export interface Opened {
  init: Init
  port: MessagePort
}

/** The loader names its origin in the frame's hash, which no server sees. Null: not an origin. */
export function embedderOf(hash: string): string | null {
  try {
    const origin = decodeURIComponent(hash.slice(1))
    return new URL(origin).origin === origin ? origin : null
  } catch {
    return null
  }
}

/**
 * A page that lies about its origin never gets `ready` (the browser compares the target) and is
 * never heard here; which origins may embed us at all is decided by `frame-ancestors`.
 */
export function shakeHands(self: Window, parent: Window, origin: string): Promise<Opened> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent) => {
      const port = event.ports[0]
      if (!port || !isFrom(event, origin, parent, 'init')) return
      self.removeEventListener('message', listener)
      resolve({ init: event.data as Init, port })
    }
    self.addEventListener('message', listener)
    parent.postMessage({ type: 'ready' }, origin)
  })
}
