import { describe, expect, it } from 'vitest'
import { rowsOf } from '../src/frame/rows'
import { message } from './message'

const noon = new Date(2026, 10, 20, 12).getTime()
const MINUTE = 60_000
const none = { agent_delivered_seq: 0, agent_read_seq: 0 }

describe('the log', () => {
  it('names the day once and the time only after a gap', () => {
    const rows = rowsOf(
      [
        message(1, { at: noon }),
        message(2, { at: noon + MINUTE }),
        message(3, { at: noon + 6 * MINUTE }),
        message(4, { at: noon + 24 * 60 * MINUTE }),
      ],
      [],
      none,
    )
    expect(rows.map((r) => r.kind)).toEqual(['day', 'message', 'message', 'time', 'message', 'day', 'message'])
  })

  it('names the agent at the start of her turn', () => {
    const rows = rowsOf(
      [message(1), message(2), message(3, { author_name: '小雨' }), message(4, { from: 'buyer', author_name: null }), message(5, { author_name: '小雨' })],
      [],
      none,
    )
    expect(rows.flatMap((r) => (r.kind === 'message' ? [r.name] : []))).toEqual(['云云', null, '小雨', null, '小雨'])
  })

  it('shows each state under the last own message it is true of', () => {
    const mine = [1, 2, 3, 4].map((seq) => message(seq, { from: 'buyer', client_ref: `r${seq}` }))
    const rows = rowsOf(mine, [], { agent_read_seq: 2, agent_delivered_seq: 3 })
    expect(rows.flatMap((r) => (r.kind === 'message' ? [r.state] : []))).toEqual([null, 'read', 'delivered', 'sent'])
  })

  it('keeps a message in its place on the screen when it is acknowledged', () => {
    const pending = { ref: 'r9', text: '好的', at: noon, shot: null, state: 'queued' as const, reason: null, transient: false }
    const before = rowsOf([], [pending], none)
    const after = rowsOf([message(9, { from: 'buyer', client_ref: 'r9' })], [], none)
    expect(after.at(-1)?.key).toBe(before.at(-1)?.key)
  })
})
