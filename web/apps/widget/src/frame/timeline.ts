// The messages of one talk, each once and in the server's order, however often and in whatever
// order they arrive. Pure.
import type { BuyerMessage } from '../wire'

export interface Timeline {
  /** Unique by id, ascending by seq. */
  items: readonly BuyerMessage[]
  /**
   * Everything up to here has come through the ordered stream (history, then socket), so the socket
   * may resume after it. The answer to a POST never moves it: an agent's earlier message can still
   * be on its way then.
   */
  cursor: number
  /** Older messages are left on the server. */
  more: boolean
}

export const EMPTY: Timeline = { items: [], cursor: 0, more: false }

export function merge(items: readonly BuyerMessage[], incoming: readonly BuyerMessage[]): readonly BuyerMessage[] {
  const known = new Set(items.map((m) => m.id))
  const fresh: BuyerMessage[] = []
  for (const m of incoming) {
    if (known.has(m.id)) continue
    known.add(m.id)
    fresh.push(m)
  }
  if (fresh.length === 0) return items
  return [...items, ...fresh].sort((a, b) => a.seq - b.seq)
}

const last = (messages: readonly BuyerMessage[]) => messages.reduce((seq, m) => Math.max(seq, m.seq), 0)

/** The newest page, fetched before the socket opens. */
export function withLatest(t: Timeline, page: { items: BuyerMessage[]; more: boolean }): Timeline {
  const first = t.items.length === 0
  return {
    items: merge(t.items, page.items),
    cursor: Math.max(t.cursor, last(page.items)),
    more: first ? page.more : t.more,
  }
}

export function withOlder(t: Timeline, page: { items: BuyerMessage[]; more: boolean }): Timeline {
  return { ...t, items: merge(t.items, page.items), more: page.more }
}

export function fromSocket(t: Timeline, message: BuyerMessage): Timeline {
  return { ...t, items: merge(t.items, [message]), cursor: Math.max(t.cursor, message.seq) }
}

export function fromPost(t: Timeline, message: BuyerMessage): Timeline {
  return { ...t, items: merge(t.items, [message]) }
}

/** These were taken back: what they said is shown no more. */
export function without(t: Timeline, seqs: readonly number[]): Timeline {
  return { ...t, items: t.items.map((m) => (seqs.includes(m.seq) ? { ...m, recalled: true } : m)) }
}

/** Words for the buyer that she has not seen. */
export function unreadAfter(items: readonly BuyerMessage[], readSeq: number): number {
  return items.filter((m) => m.from !== 'buyer' && m.seq > readSeq).length
}
