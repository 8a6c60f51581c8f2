import { describe, expect, it } from 'vitest'
import type { ConversationView, EventFrame, MessageView } from '@jinpai/api'
import { applyPresence, applyToList, mergeMessages, type Conversations } from '@/features/desk/apply'
import { conversation, message } from './made'

/** A small server: the truth, and the events that tell of each change. */
class MadeServer {
  seq = 0
  readonly conversations = new Map<string, ConversationView>()
  readonly messages: MessageView[] = []
  readonly log: EventFrame[] = []

  constructor(private readonly random: () => number) {}

  private emit(kind: EventFrame['kind'], id: string, said?: MessageView): void {
    const data = { conversation: { ...this.conversations.get(id)! }, ...(said ? { message: said } : {}) }
    this.log.push({ type: 'event', shop: 'shop-1', seq: this.seq, at: this.seq, subject: id, kind, data } as EventFrame)
  }

  private pick(): string {
    const ids = [...this.conversations.keys()]
    return ids[Math.floor(this.random() * ids.length)]!
  }

  act(): void {
    const dice = this.random()
    this.seq++
    if (this.conversations.size === 0 || dice < 0.15) {
      const id = `c${this.seq}`
      this.conversations.set(id, conversation(id))
      this.emit('conversation-opened', id)
    } else if (dice < 0.75) {
      const id = this.pick()
      const from = this.random() < 0.5 ? 'buyer' : 'agent'
      const said = message(this.seq, { conversation: id, from })
      this.messages.push(said)
      const old = this.conversations.get(id)!
      this.conversations.set(id, {
        ...old, state: 'open', last_seq: this.seq, last_at: this.seq, last_from: from,
        waiting_since_at: from === 'buyer' ? old.waiting_since_at ?? this.seq : null,
        unread: from === 'buyer' ? old.unread + 1 : 0,
      })
      this.emit('message-sent', id, said)
    } else if (dice < 0.85) {
      const id = this.pick()
      this.conversations.set(id, { ...this.conversations.get(id)!, starred: this.random() < 0.5 })
      this.emit('conversation-starred', id)
    } else if (dice < 0.95) {
      const id = this.pick()
      this.conversations.set(id, { ...this.conversations.get(id)!, agent_read_seq: this.seq, unread: 0 })
      this.emit('messages-read', id)
    } else {
      const id = this.pick()
      this.conversations.set(id, { ...this.conversations.get(id)!, state: 'closed', waiting_since_at: null })
      this.emit('conversation-closed', id)
    }
  }

  fresh(): Conversations {
    return new Map([...this.conversations].filter(([, one]) => one.state === 'open'))
  }
}

function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe('apply(events, old view) is the fresh view', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('from any point on, seed %i', (seed) => {
    const random = seeded(seed)
    const server = new MadeServer(random)
    for (let i = 0; i < 40; i++) server.act()
    const readAt = server.seq
    let view = server.fresh()
    let talk = server.messages.filter((one) => one.conversation === 'c1')
    for (let i = 0; i < 120; i++) server.act()
    for (const event of server.log.filter((one) => one.seq > readAt)) {
      view = applyToList(view, event, null)
      if (event.kind === 'message-sent' && event.data.message.conversation === 'c1') {
        talk = mergeMessages(talk, [event.data.message])
      }
    }
    const byId = (list: Conversations) => [...list.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(byId(view)).toEqual(byId(server.fresh()))
    expect(talk).toEqual(server.messages.filter((one) => one.conversation === 'c1'))
  })

  it('keeps the open talk on the desk when somebody else ends it', () => {
    const open = conversation('a')
    const closed: EventFrame = {
      type: 'event', shop: 'shop-1', seq: 9, at: 9, subject: 'a', kind: 'conversation-closed',
      data: { conversation: { ...open, state: 'closed' } },
    }
    const list: Conversations = new Map([['a', open]])
    expect(applyToList(list, closed, 'a').get('a')?.state).toBe('closed')
    expect(applyToList(list, closed, null).has('a')).toBe(false)
  })

  it('leaves the list alone for events of other things', () => {
    const list: Conversations = new Map([['a', conversation('a')]])
    const event = { type: 'event', shop: 's', seq: 1, at: 1, subject: 'p', kind: 'product-changed', data: {} } as EventFrame
    expect(applyToList(list, event, null)).toBe(list)
  })
})

describe('messages', () => {
  it('never stand twice, whatever overlaps', () => {
    const merged = mergeMessages([message(1), message(3)], [message(2), message(3), message(4)])
    expect(merged.map((one) => one.seq)).toEqual([1, 2, 3, 4])
  })

  it('put older pages in front', () => {
    expect(mergeMessages([message(10)], [message(2), message(5)]).map((one) => one.seq)).toEqual([2, 5, 10])
  })
})

describe('presence', () => {
  it('touches only that buyer in that shop', () => {
    const a = conversation('a')
    const b = conversation('b', { shop: 'shop-2', buyer: a.buyer })
    const after = applyPresence(new Map([['a', a], ['b', b]]), 'shop-1', a.buyer.id, true)
    expect(after.get('a')!.buyer_online).toBe(true)
    expect(after.get('b')!.buyer_online).toBe(false)
  })
})
