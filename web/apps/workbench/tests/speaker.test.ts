// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openSpeaker } from '@/features/notices/speaker'

/** The browser's locks, as far as tabs use them: one holder, a queue, and taking it away. */
class Locks {
  private holder: { stolen: (reason: Error) => void } | null = null
  private readonly queue: (() => void)[] = []

  request(_: string, { steal, signal }: { steal?: boolean; signal?: AbortSignal }, hold: () => Promise<void>): Promise<void> {
    return new Promise((done, failed) => {
      const start = () => {
        const mine = { stolen: failed }
        this.holder = mine
        void hold().then(() => {
          if (this.holder === mine) this.next()
          done()
        })
      }
      if (steal) {
        this.holder?.stolen(new DOMException('stolen', 'AbortError'))
        start()
      } else if (!this.holder) {
        start()
      } else {
        this.queue.push(start)
        signal?.addEventListener('abort', () => {
          const at = this.queue.indexOf(start)
          if (at >= 0) this.queue.splice(at, 1)
          failed(new DOMException('aborted', 'AbortError'))
        })
      }
    })
  }

  private next(): void {
    this.holder = null
    this.queue.shift()?.()
  }
}

const settled = () => new Promise((done) => setTimeout(done))

/** A tab beside the one that the test runs in: opened while it has the focus, or not. */
async function tab(focused: boolean) {
  vi.spyOn(document, 'hasFocus').mockReturnValue(focused)
  const speaker = openSpeaker()
  await settled()
  return speaker
}

describe.each([['with locks', true], ['on a page that has none', false]])('of several tabs one speaks, %s', (_, locks) => {
  beforeEach(() => {
    localStorage.clear()
    Object.defineProperty(navigator, 'locks', { configurable: true, value: locks ? new Locks() : undefined })
  })

  it('the one that got the focus last, and another when it is closed', async () => {
    const one = await tab(true)
    const two = await tab(true)
    expect([one.speaks(), two.speaks()]).toEqual([false, true])
    const three = await tab(false)
    expect([one, two, three].filter((it) => it.speaks())).toEqual([two])
    two.stop()
    await settled()
    expect([one, two, three].filter((it) => it.speaks())).toHaveLength(1)
    one.stop()
    three.stop()
  })

  it('alone it speaks, wherever it stands', async () => {
    const only = await tab(false)
    expect(only.speaks()).toBe(true)
    only.stop()
  })
})
