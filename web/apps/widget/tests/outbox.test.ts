import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../src/frame/api'
import { Outbox, type OutboxPorts } from '../src/frame/outbox'
import type { Unsent } from '../src/bridge'
import { message } from './message'

type Answer = 'ok' | Problem
const offline = new Problem(0, 'network', '')

/** A server that answers as told, and a loader that remembers what it was told to keep. */
function world(left: Unsent[] = []) {
  const answers: Answer[] = []
  const posted: string[] = []
  const kept = new Map(left.map((u) => [u.ref, u]))
  const acked: string[] = []
  const line = { up: true }
  let seq = 0
  const ports: OutboxPorts = {
    async post({ ref, text }) {
      posted.push(ref)
      const answer = answers.shift() ?? 'ok'
      if (answer !== 'ok') throw answer
      return message(++seq, { from: 'buyer', client_ref: ref, text })
    },
    renew: vi.fn(async () => undefined),
    acked: (_, ref) => acked.push(ref),
    keep: (u) => kept.set(u.ref, u),
    drop: (ref) => kept.delete(ref),
    changed: () => undefined,
    up: () => line.up,
    now: () => Date.now(),
  }
  return { line, answers, posted, kept, acked, ports, outbox: new Outbox(ports, left) }
}

const words = (ref: string): Unsent => ({ ref, text: `话 ${ref}`, at: Date.now() })

describe('the outbox', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('keeps a message until the server has it, and then lets go of it', async () => {
    const { outbox, kept, acked } = world()
    outbox.add(words('a'))
    expect([...kept.keys()]).toEqual(['a'])
    await vi.runAllTimersAsync()
    expect(acked).toEqual(['a'])
    expect(kept.size).toBe(0)
    expect(outbox.entries).toEqual([])
  })

  it('sends in the order written, one at a time, with the same reference on every try', async () => {
    const { outbox, answers, posted, acked } = world()
    answers.push(offline, offline)
    outbox.add(words('a'))
    outbox.add(words('b'))
    await vi.runAllTimersAsync()
    expect(posted).toEqual(['a', 'a', 'a', 'b'])
    expect(acked).toEqual(['a', 'b'])
  })

  it('says that it failed after a few tries, and sends it when the line is back', async () => {
    const { outbox, answers, acked, kept } = world()
    answers.push(offline, offline, offline)
    outbox.add(words('a'))
    outbox.add(words('b'))
    await vi.runAllTimersAsync()
    expect(outbox.entries.map((e) => e.state)).toEqual(['failed', 'failed'])
    expect(kept.size).toBe(2)
    outbox.wake()
    await vi.runAllTimersAsync()
    expect(acked).toEqual(['a', 'b'])
  })

  it('waits without complaint while the line is down', async () => {
    const { outbox, line, answers, acked, posted } = world()
    line.up = false
    answers.push(offline)
    outbox.add(words('a'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(posted).toEqual(['a'])
    expect(outbox.entries).toMatchObject([{ state: 'queued' }])
    line.up = true
    outbox.wake()
    await vi.runAllTimersAsync()
    expect(acked).toEqual(['a'])
  })

  it('carries on after a reload with what was left, without a second copy', async () => {
    const before = world()
    before.answers.push(offline, offline, offline)
    before.outbox.add(words('a'))
    await vi.runAllTimersAsync()
    const after = world([...before.kept.values()])
    // The first try had arrived after all: history shows it.
    after.outbox.settle('a')
    await after.outbox.flush()
    expect(after.posted).toEqual([])
    expect(after.kept.size).toBe(0)
  })

  it('does not send yesterday’s words behind the buyer’s back', async () => {
    const { outbox, posted } = world([{ ref: 'old', text: '昨天的话', at: Date.now() - 86_400_000 }])
    await outbox.flush()
    outbox.wake()
    await vi.runAllTimersAsync()
    expect(posted).toEqual([])
    expect(outbox.entries[0]?.state).toBe('failed')
    outbox.retry('old')
    await vi.runAllTimersAsync()
    expect(posted).toEqual(['old'])
  })

  it('waits as long as the server asks', async () => {
    const { outbox, answers, acked, posted } = world()
    answers.push(new Problem(429, 'too-many-messages', '', 7))
    outbox.add(words('a'))
    await vi.advanceTimersByTimeAsync(6900)
    expect(posted).toEqual(['a'])
    expect(outbox.holdUntil).not.toBeNull()
    await vi.advanceTimersByTimeAsync(200)
    expect(acked).toEqual(['a'])
    expect(outbox.holdUntil).toBeNull()
  })

  it('shows a refusal in the server’s words, and lets the next message through', async () => {
    const { outbox, answers, acked } = world()
    answers.push(new Problem(403, 'blocked', '店铺暂时不接收消息'))
    outbox.add(words('a'))
    outbox.add(words('b'))
    await vi.runAllTimersAsync()
    expect(acked).toEqual(['b'])
    expect(outbox.entries).toMatchObject([{ ref: 'a', state: 'failed', reason: '店铺暂时不接收消息' }])
    outbox.discard('a')
    expect(outbox.entries).toEqual([])
  })

  it('opens one new session when the token is refused', async () => {
    const { outbox, answers, acked, ports } = world()
    answers.push(new Problem(401, 'not-signed-in', ''))
    outbox.add(words('a'))
    await vi.runAllTimersAsync()
    expect(ports.renew).toHaveBeenCalledTimes(1)
    expect(acked).toEqual(['a'])
  })
})

describe('a picture in the outbox', () => {
  const shot = { file: new Blob(['x']), url: 'blob:x', width: 4, height: 3 }

  it('is not put into the storage of the shop’s page, and keeps its place among the words', async () => {
    const { outbox, kept, acked } = world()
    outbox.add(words('a'))
    outbox.add({ ref: 'p', text: '', at: Date.now() }, shot)
    outbox.add(words('b'))
    expect([...kept.keys()]).toEqual(['a', 'b'])
    await vi.waitFor(() => expect(acked).toEqual(['a', 'p', 'b']))
  })

  it('that cannot go says why, and is not tried', async () => {
    const { outbox, posted } = world()
    outbox.add({ ref: 'p', text: '', at: Date.now() }, shot, '图片太大')
    await outbox.flush()
    expect(posted).toEqual([])
    expect(outbox.entries).toMatchObject([{ state: 'failed', reason: '图片太大' }])
  })
})
