// Made-up conversations, messages and findings for the tests.
import type { ConversationView, Finding, MessageView } from '@jinpai/api'

export function conversation(id: string, over: Partial<ConversationView> = {}): ConversationView {
  return {
    shop: 'shop-1', id, buyer: { id: `buyer-of-${id}`, name: id, region: null }, state: 'open', opened_at: 0,
    last_seq: 0, last_at: 0, last_from: null, last_text: '', waiting_since_at: null, clock: null, unread: 0, starred: false,
    buyer_delivered_seq: 0, buyer_read_seq: 0, agent_delivered_seq: 0, agent_read_seq: 0, buyer_online: false,
    unpaid_orders: 0, owner: null, rating: null, tags: [], buyer_tags: [], snooze: null, ...over,
  }
}

export function message(seq: number, over: Partial<MessageView> = {}): MessageView {
  return {
    id: `m${seq}`, conversation: 'c1', seq, from: 'buyer', author: null, client_ref: '', text: `line ${seq}`,
    at: seq * 1000, picture: null, card: null, line: null, recalled_at: null, ...over,
  }
}

export function finding(start: number, end: number, over: Partial<Finding> = {}): Finding {
  return {
    rule: 'NEG001', category: 'NEG', severity: 'warn', start, end, match: '', message: 'm', why: 'w', fixes: [], ...over,
  }
}
