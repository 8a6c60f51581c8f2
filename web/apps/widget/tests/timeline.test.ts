import { describe, expect, it } from 'vitest'
import { EMPTY, fromPost, fromSocket, merge, unreadAfter, withLatest, withOlder } from '../src/frame/timeline'
import { message } from './message'

const seqs = (items: readonly { seq: number }[]) => items.map((m) => m.seq)

/** A small seeded generator, so that a failure repeats. */
function dice(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) >>> 0
    return seed / 2 ** 32
  }
}

describe('a talk', () => {
  it('holds every message once and in order, whatever arrives twice or late', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = dice(seed)
      const all = Array.from({ length: 30 }, (_, i) => message((i + 1) * 3))
      const arrivals = [...all, ...all.filter(() => random() < 0.4)].sort(() => random() - 0.5)
      let items: readonly ReturnType<typeof message>[] = []
      for (const one of arrivals) items = merge(items, random() < 0.2 ? [one, one] : [one])
      expect(seqs(items), `seed ${seed}`).toEqual(seqs(all))
    }
  })

  it('does not resume past an agent’s message that the answer to a POST overtook', () => {
    let talk = withLatest(EMPTY, { items: [message(1)], more: false })
    talk = fromPost(talk, message(5, { from: 'buyer', client_ref: 'r' }))
    expect(talk.cursor).toBe(1)
    talk = fromSocket(talk, message(4))
    talk = fromSocket(talk, message(5, { from: 'buyer', client_ref: 'r' }))
    expect(seqs(talk.items)).toEqual([1, 4, 5])
    expect(talk.cursor).toBe(5)
  })

  it('puts an older page in front and knows when there is no more', () => {
    let talk = withLatest(EMPTY, { items: [message(51), message(52)], more: true })
    talk = withOlder(talk, { items: [message(50), message(51)], more: false })
    expect(seqs(talk.items)).toEqual([50, 51, 52])
    expect(talk).toMatchObject({ more: false, cursor: 52 })
  })

  it('counts as unread only what others said after the buyer last looked', () => {
    const items = [message(1), message(2, { from: 'buyer' }), message(3), message(4, { from: 'bot' })]
    expect(unreadAfter(items, 1)).toBe(2)
    expect(unreadAfter(items, 4)).toBe(0)
  })
})
