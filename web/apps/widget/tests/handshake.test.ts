import { describe, expect, it, vi } from 'vitest'
import { isFrom } from '../src/bridge'
import { embedderOf, shakeHands } from '../src/frame/handshake'

const SHOP = 'https://shop.example'

/** A window that only keeps its listeners, so that a test can speak with any origin. */
function stage() {
  const listeners = new Set<(event: MessageEvent) => void>()
  const self = {
    addEventListener: (_: string, l: (event: MessageEvent) => void) => listeners.add(l),
    removeEventListener: (_: string, l: (event: MessageEvent) => void) => listeners.delete(l),
  } as unknown as Window
  const parent = { postMessage: vi.fn() } as unknown as Window & { postMessage: ReturnType<typeof vi.fn> }
  const say = (origin: string, source: unknown, data: unknown, ports: unknown[] = [{}]) => {
    for (const l of [...listeners]) l({ origin, source, data, ports } as unknown as MessageEvent)
  }
  return { self, parent, say }
}

describe('the handshake', () => {
  it('tells only the embedding origin that the frame is ready', () => {
    const { self, parent } = stage()
    void shakeHands(self, parent, SHOP)
    expect(parent.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'ready' }, SHOP)
  })

  it('takes no init from another origin, another window, or without a port', async () => {
    const { self, parent, say } = stage()
    const taken = vi.fn()
    void shakeHands(self, parent, SHOP).then(taken)
    say('https://evil.example', parent, { type: 'init', token: 'x' })
    say('https://shop.example.evil', parent, { type: 'init' })
    say('null', parent, { type: 'init' })
    say(SHOP, {}, { type: 'init' })
    say(SHOP, parent, { type: 'init' }, [])
    say(SHOP, parent, 'init')
    await Promise.resolve()
    expect(taken).not.toHaveBeenCalled()
    say(SHOP, parent, { type: 'init', token: 'mine' })
    await Promise.resolve()
    expect(taken).toHaveBeenCalledOnce()
    expect(taken.mock.calls[0]?.[0]).toMatchObject({ init: { token: 'mine' } })
  })

  it('is over after the first init', async () => {
    const { self, parent, say } = stage()
    const taken = vi.fn()
    void shakeHands(self, parent, SHOP).then(taken)
    say(SHOP, parent, { type: 'init', token: 'first' })
    say(SHOP, parent, { type: 'init', token: 'second' })
    await Promise.resolve()
    expect(taken.mock.calls).toHaveLength(1)
    expect(taken.mock.calls[0]?.[0]).toMatchObject({ init: { token: 'first' } })
  })

  it('starts only for a clean origin in the hash', () => {
    expect(embedderOf('#' + encodeURIComponent(SHOP))).toBe(SHOP)
    for (const wrong of ['', '#', '#*', '#https%3A%2F%2Fshop.example%2Fpath', '#%', '#null']) {
      expect(embedderOf(wrong), wrong).toBeNull()
    }
  })

  it('is as strict on the loader’s side', () => {
    const frame = {}
    const ready = { origin: 'https://desk.example', source: frame, data: { type: 'ready' } }
    expect(isFrom(ready, 'https://desk.example', frame, 'ready')).toBe(true)
    expect(isFrom({ ...ready, origin: 'http://desk.example' }, 'https://desk.example', frame, 'ready')).toBe(false)
    expect(isFrom({ ...ready, source: {} }, 'https://desk.example', frame, 'ready')).toBe(false)
    expect(isFrom({ ...ready, data: null }, 'https://desk.example', frame, 'ready')).toBe(false)
  })
})
