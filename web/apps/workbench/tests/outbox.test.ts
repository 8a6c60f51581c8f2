// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { Outbox, RESEND_WITHIN_MS, newRef, type OutMessage } from '@/features/desk/outbox'

const out = (ref: string, over: Partial<OutMessage> = {}): OutMessage =>
  ({ ref, shop: 's', conversation: 'c', text: 'hello', at: 1000, state: 'sending', problem: '', again: false, ...over })

describe('the outbox', () => {
  beforeEach(() => localStorage.clear())

  it('gives back after a reload what was not confirmed, oldest first, under the same reference', () => {
    const before = new Outbox(localStorage, 'p1')
    before.put(out('b', { at: 2000 }))
    before.put(out('a', { at: 1000 }))
    before.put(out('done'))
    before.remove('done')
    const after = new Outbox(localStorage, 'p1').restore(3000)
    expect(after.map((one) => [one.ref, one.state])).toEqual([['a', 'sending'], ['b', 'sending']])
  })

  it('leaves it to a person when it was cut off long ago', () => {
    const box = new Outbox(localStorage, 'p1')
    box.put(out('a', { at: 0 }))
    expect(box.restore(RESEND_WITHIN_MS + 1)[0]!.state).toBe('failed')
  })

  it('never shows one person the messages of another', () => {
    new Outbox(localStorage, 'p1').put(out('a'))
    expect(new Outbox(localStorage, 'p2').restore(1000)).toEqual([])
  })

  it('survives rubbish and a full storage', () => {
    localStorage.setItem('jp.outbox.p1.x', '{')
    expect(new Outbox(localStorage, 'p1').restore(0)).toEqual([])
    const full = { setItem: () => { throw new Error('full') }, length: 0 } as unknown as Storage
    expect(() => new Outbox(full, 'p1').put(out('a'))).not.toThrow()
  })

  it('names every message anew, within what the server takes', () => {
    const refs = new Set(Array.from({ length: 1000 }, () => newRef()))
    expect(refs.size).toBe(1000)
    expect(Math.max(...[...refs].map((one) => one.length))).toBeLessThanOrEqual(64)
  })
})
