import { describe, expect, it } from 'vitest'
import type { EventFrame } from '@jinpai/api'
import { firstWords, newsOf, oursWaiting } from '@/features/notices/rules'
import { noticesOf } from '@/shared/notices'
import { conversation, message } from './made'

const me = { id: 'me', name: '我' }
const other = { id: 'other', name: '小云' }

function event(kind: string, data: object): EventFrame {
  return { type: 'event', shop: 'shop-1', seq: 1, at: 9_000, kind, data, subject: 'c1' } as unknown as EventFrame
}
const said = (from: string, owner: typeof me | null, text = '在吗') =>
  event('message-sent', { message: message(3, { from: from as 'buyer', text }), conversation: conversation('c1', { owner }) })

describe('what is news to an agent', () => {
  it('is a word of her own buyer, or of one whom nobody has', () => {
    expect(newsOf(said('buyer', me), 'me')).toEqual({ shop: 'shop-1', conversation: 'c1', buyer: 'c1', text: '在吗', at: 3_000 })
    expect(newsOf(said('buyer', null), 'me')).not.toBeNull()
    expect(newsOf(said('buyer', other), 'me')).toBeNull()
  })

  it('is no word of the house', () => {
    for (const from of ['agent', 'bot', 'system']) expect(newsOf(said(from, me), 'me')).toBeNull()
  })

  it('is a buyer who was handed to her, and nobody else', () => {
    const given = (owner: typeof me) => event('conversation-assigned', { conversation: conversation('c1', { owner, last_text: '能补发吗' }) })
    expect(newsOf(given(me), 'me')).toMatchObject({ text: '能补发吗', at: 9_000 })
    expect(newsOf(given(other), 'me')).toBeNull()
  })

  it('is a buyer who was handed to a group of hers', () => {
    const group = { id: 'g', name: '售后', until_at: 9_000 }
    const given = event('conversation-assigned', { conversation: conversation('c1', { group, last_text: '能补发吗' }) })
    expect(newsOf(given, 'me', () => true)).toMatchObject({ text: '能补发吗' })
    expect(newsOf(given, 'me', () => false)).toBeNull()
  })
})

describe('the count in the title', () => {
  it('leaves out whom a colleague has and who is answered', () => {
    const list = [
      conversation('a', { waiting_since_at: 1, owner: me }), conversation('b', { waiting_since_at: 1 }),
      conversation('c', { waiting_since_at: 1, owner: other }), conversation('d', { owner: me }),
    ]
    expect(oursWaiting(list, 'me')).toBe(2)
  })
})

describe('what is kept and shown', () => {
  it('stays readable whatever another version has kept', () => {
    expect(noticesOf(undefined)).toEqual({ sound: true, desktop: false, words: false })
    expect(noticesOf({ sound: false, desktop: 'yes' } as never)).toEqual({ sound: false, desktop: false, words: false })
  })

  it('is one line, cut between characters', () => {
    expect(firstWords(' 你好\n\n在吗 ')).toBe('你好 在吗')
    expect(firstWords('😊'.repeat(80))).toBe(`${'😊'.repeat(60)}…`)
  })
})
