import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventFrame } from '@jinpai/api'
import { AgentLine } from '../src/agent'
import { LONGEST_MS, SHORTEST_MS, backoffMs } from '../src/backoff'
import { PING_EVERY_MS, SILENCE_MS } from '../src/connection'
import { Cursors } from '../src/cursors'

class MadeSocket {
  static all: MadeSocket[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor() { MadeSocket.all.push(this) }
  send(text: string): void { this.sent.push(JSON.parse(text) as Record<string, unknown>) }
  close(): void { this.readyState = 3 }
  open(): void { this.readyState = 1; this.onopen?.() }
  say(frame: unknown): void { this.onmessage?.({ data: JSON.stringify(frame) }) }
  break(code = 1006): void { this.readyState = 3; this.onclose?.({ code }) }
}

const event = (seq: number): EventFrame =>
  ({ type: 'event', shop: 's', seq, at: seq, kind: 'product-changed', subject: 'p', data: {} })
const WELCOME = { type: 'welcome', now_at: 0, shops: [] }

function line() {
  const seen: number[] = []
  const states: string[] = []
  const resets: string[] = []
  const made = new AgentLine('ws://x', {
    onEvent: (frame) => seen.push(frame.seq),
    onReset: (shop) => resets.push(shop),
    onSignal: () => {},
    onState: (state) => states.push(state),
  }, () => new MadeSocket() as unknown as WebSocket)
  return { made, seen, states, resets }
}
const last = () => MadeSocket.all[MadeSocket.all.length - 1]!

describe('the line', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    MadeSocket.all = []
  })
  afterEach(() => { vi.useRealTimers() })

  it('says hello with the cursors and hands each event on once, over a broken line', () => {
    const { made, seen } = line()
    made.cursors.startAt('s', 10)
    made.start()
    last().open()
    expect(last().sent[0]).toEqual({ type: 'hello', cursors: { s: 10 } })
    last().say(WELCOME)
    last().say(event(11))
    last().say(event(12))
    last().break()
    vi.advanceTimersByTime(LONGEST_MS)
    expect(MadeSocket.all).toHaveLength(2)
    last().open()
    expect(last().sent[0]).toEqual({ type: 'hello', cursors: { s: 12 } })
    last().say(WELCOME)
    last().say(event(12))
    last().say(event(13))
    expect(seen).toEqual([11, 12, 13])
  })

  it('goes on from the head after a reset', () => {
    const { made, seen, resets } = line()
    made.start()
    last().open()
    last().say({ type: 'reset', shop: 's', head_seq: 5000 })
    last().say(event(4999))
    last().say(event(5001))
    expect(resets).toEqual(['s'])
    expect(seen).toEqual([5001])
  })

  it('does not come back when it is told that nobody is signed in', () => {
    const { made, states } = line()
    made.start()
    last().open()
    last().break(4401)
    vi.advanceTimersByTime(60_000)
    expect(MadeSocket.all).toHaveLength(1)
    expect(states).toEqual(['connecting', 'refused'])
  })

  it('pings, and takes a minute of silence for a dead line', () => {
    const { made, states } = line()
    made.start()
    last().open()
    last().say(WELCOME)
    vi.advanceTimersByTime(PING_EVERY_MS)
    expect(last().sent[1]).toEqual({ type: 'ping' })
    vi.advanceTimersByTime(SILENCE_MS + PING_EVERY_MS)
    expect(states).toContain('waiting')
  })

  it('ignores a late word of a line it has given up', () => {
    const { made, seen } = line()
    made.start()
    const old = last()
    old.open()
    old.break()
    vi.advanceTimersByTime(LONGEST_MS)
    old.say(event(1))
    expect(seen).toEqual([])
  })

  it('stays away after stop', () => {
    const { made } = line()
    made.start()
    last().open()
    made.stop()
    vi.advanceTimersByTime(60_000)
    expect(MadeSocket.all).toHaveLength(1)
    expect(made.send({ type: 'ping' })).toBe(false)
  })
})

describe('backoff', () => {
  it('grows from half a second to ten, spread over the upper half', () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      for (const random of [0, 0.5, 0.999]) {
        const pause = backoffMs(attempt, random)
        expect(pause).toBeGreaterThanOrEqual(SHORTEST_MS)
        expect(pause).toBeLessThanOrEqual(LONGEST_MS)
      }
    }
    expect(backoffMs(9, 0.999)).toBeGreaterThan(9000)
    expect(backoffMs(3, 0)).not.toBe(backoffMs(3, 0.9))
  })
})

describe('cursors', () => {
  it('never go back', () => {
    const cursors = new Cursors()
    cursors.startAt('s', 7)
    cursors.startAt('s', 3)
    expect(cursors.advance('s', 7)).toBe(false)
    expect(cursors.advance('s', 8)).toBe(true)
    expect(cursors.all()).toEqual({ s: 8 })
  })
})
