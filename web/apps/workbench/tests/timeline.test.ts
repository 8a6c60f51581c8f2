import { describe, expect, it } from 'vitest'
import { GAP_MS, lines, markedSeqs } from '@/features/desk/talk/timeline'
import { message } from './made'

const ZONE = 'Asia/Shanghai'
/** 2026-11-21 23:50 in Shanghai. */
const LATE = Date.UTC(2026, 10, 21, 15, 50)

describe('the timeline', () => {
  it('writes the day once, the time only after five quiet minutes, and the new day at midnight of the shop', () => {
    const at = [LATE, LATE + 60_000, LATE + 60_000 + GAP_MS, LATE + 11 * 60_000]
    const got = lines(at.map((moment, i) => message(i + 1, { at: moment })), ZONE).map((one) => one.above)
    expect(got).toEqual(['day', null, 'time', 'day'])
  })

  it('carries each mark once, at the last message it holds for', () => {
    const said = [1, 2, 3, 4, 5].map((seq) => message(seq, { from: seq === 2 ? 'buyer' : 'agent' }))
    const marks = markedSeqs(said, { buyer_delivered_seq: 4, buyer_read_seq: 3 })
    expect([...marks]).toEqual([[3, 'read'], [4, 'delivered'], [5, 'sent']])
  })
})
