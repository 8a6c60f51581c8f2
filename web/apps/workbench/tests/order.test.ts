import { describe, expect, it } from 'vitest'
import { byUrgency, heat, inSegment, nextWaiting } from '@/features/desk/order'
import { conversation } from './made'

describe('the list', () => {
  it('puts the longest wait first, then starred, then newest', () => {
    const list = [
      conversation('old', { last_at: 10 }),
      conversation('new', { last_at: 90 }),
      conversation('starred', { last_at: 5, starred: true }),
      conversation('waits-short', { waiting_since_at: 80 }),
      conversation('waits-long', { waiting_since_at: 20 }),
      conversation('waits-starred', { waiting_since_at: 50, starred: true }),
    ].sort(byUrgency)
    expect(list.map((one) => one.id)).toEqual(['waits-long', 'waits-starred', 'waits-short', 'starred', 'new', 'old'])
  })

  it('sinks a talk as soon as it is answered', () => {
    const answered = conversation('a', { waiting_since_at: null, last_at: 100 })
    const waiting = conversation('b', { waiting_since_at: 99 })
    expect([answered, waiting].sort(byUrgency)[0]!.id).toBe('b')
  })

  it('shows no closed talk in any segment', () => {
    const closed = conversation('a', { state: 'closed', starred: true, waiting_since_at: 1 })
    const segments = ['all', 'waiting', 'starred', 'mine', 'queue'] as const
    expect(segments.some((one) => inSegment({ ...closed, owner: { id: 'me', name: '我' } }, one, 'me'))).toBe(false)
  })

  it('knows whose a talk is, and who queues', () => {
    const hers = conversation('a', { waiting_since_at: 1, owner: { id: 'me', name: '我' } })
    const queued = conversation('b', { waiting_since_at: 1 })
    const answered = conversation('c')
    expect([hers, queued, answered].map((one) => inSegment(one, 'mine', 'me'))).toEqual([true, false, false])
    expect([hers, queued, answered].map((one) => inSegment(one, 'queue', 'me'))).toEqual([false, true, false])
  })

  it('keeps a talk for a group to those it is for, whoever spoke last', () => {
    const handed = conversation('a', { group: { id: 'g', name: '售后', until_at: 9_000 } })
    const isForMe = (yes: boolean) => () => yes
    expect(inSegment(handed, 'queue', 'me', isForMe(true))).toBe(true)
    expect(inSegment(handed, 'queue', 'me', isForMe(false))).toBe(false)
    expect(inSegment({ ...handed, owner: { id: 'other', name: '小云' } }, 'queue', 'me', isForMe(true))).toBe(false)
    expect(nextWaiting([handed], null, 'me', isForMe(true))?.id).toBe('a')
    expect(nextWaiting([handed], null, 'me', isForMe(false))).toBeNull()
  })

  it('goes to my own and to unowned buyers before a colleague\'s', () => {
    const theirs = conversation('a', { waiting_since_at: 1, owner: { id: 'other', name: '小云' } })
    const mine = conversation('b', { waiting_since_at: 2, owner: { id: 'me', name: '我' } })
    expect(nextWaiting([theirs, mine], null, 'me')?.id).toBe('b')
    expect(nextWaiting([theirs], null, 'me')?.id).toBe('a')
  })

  it('colours the counter at half and at four fifths of what the platform allows', () => {
    const clock = { started_at: 1_000, limit_at: 181_000, limit_ms: 180_000, counted: true }
    expect(heat(clock, 90_999)).toBe('calm')
    expect(heat(clock, 91_000)).toBe('near')
    expect(heat(clock, 144_999)).toBe('near')
    expect(heat(clock, 145_000)).toBe('over')
    expect(heat({ ...clock, counted: false }, 300_000)).toBe('near')
    expect(heat(null, 300_000)).toBe('calm')
  })

  it('goes to the next who waits, round and round, and nowhere when nobody does', () => {
    const list = [
      conversation('a', { waiting_since_at: 1 }), conversation('b', { waiting_since_at: 2 }), conversation('c'),
    ]
    expect(nextWaiting(list, null)?.id).toBe('a')
    expect(nextWaiting(list, 'a')?.id).toBe('b')
    expect(nextWaiting(list, 'b')?.id).toBe('a')
    expect(nextWaiting([conversation('c')], 'c')).toBeNull()
  })
})

describe('what is put off', () => {
  const by = { id: 'me', name: '我' }
  const asleep = (id: string, until_at: number) =>
    conversation(id, { waiting_since_at: 1, snooze: { until_at, by, remark: '', returned_at: null } })
  const back = (id: string, until_at: number) =>
    conversation(id, { snooze: { until_at, by, remark: '', returned_at: until_at } })

  it('stands last and in its own list alone, even while she waits', () => {
    const talk = asleep('a', 50)
    expect([conversation('old'), talk, asleep('b', 20)].sort(byUrgency).map((one) => one.id)).toEqual(['old', 'b', 'a'])
    const segments = ['all', 'waiting', 'starred', 'mine', 'queue', 'closed', 'snoozed'] as const
    expect(segments.filter((one) => inSegment({ ...talk, starred: true, owner: by }, one, 'me'))).toEqual(['snoozed'])
    expect(nextWaiting([talk], null)).toBeNull()
  })

  it('comes back on top of who waits, the longest due first', () => {
    const list = [conversation('waits', { waiting_since_at: 1 }), back('late', 20), back('early', 10)].sort(byUrgency)
    expect(list.map((one) => one.id)).toEqual(['early', 'late', 'waits'])
    expect(inSegment(back('a', 1), 'all', 'me')).toBe(true)
    expect(inSegment(back('a', 1), 'snoozed', 'me')).toBe(false)
  })

  it('shows what is closed among the closed alone', () => {
    const closed = conversation('a', { state: 'closed', snooze: { until_at: 1, by, remark: '', returned_at: null } })
    expect(inSegment(closed, 'closed', 'me')).toBe(true)
    expect(inSegment(closed, 'snoozed', 'me')).toBe(false)
  })
})
