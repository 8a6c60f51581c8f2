// How events change what the desk holds: apply(events, old view) is the view a fresh read would give.
// Pure; a test holds the two equal.
import type { ConversationView, EventFrame, MessageView } from '@jinpai/api'

export type Conversations = ReadonlyMap<string, ConversationView>

/** The conversation an event carries, if it is of that kind. */
export function conversationOf(event: EventFrame): ConversationView | null {
  switch (event.kind) {
    case 'message-sent':
    case 'message-recalled':
    case 'conversation-opened':
    case 'conversation-closed':
    case 'conversation-ended':
    case 'conversation-starred':
    case 'conversation-assigned':
    case 'conversation-tagged':
    case 'conversation-snoozed':
    case 'conversation-returned':
    case 'conversation-rated':
    case 'message-receipt':
    case 'messages-read':
    case 'messages-delivered':
      return event.data.conversation
    default:
      return null
  }
}

/** The list after the event. A closed conversation leaves it, unless it is the one that is open on the desk. */
export function applyToList(list: Conversations, event: EventFrame, keepId: string | null): Conversations {
  const changed = conversationOf(event)
  if (!changed) return list
  const next = new Map(list)
  if (changed.state === 'closed' && changed.id !== keepId) next.delete(changed.id)
  else next.set(changed.id, changed)
  return next
}

/** Two runs of messages as one, ascending and without doubles; where both have one the newer copy stands. */
export function mergeMessages(old: readonly MessageView[], more: readonly MessageView[]): MessageView[] {
  if (more.length === 0) return [...old]
  const last = old[old.length - 1]
  if (!last || more[0]!.seq > last.seq) return [...old, ...more]
  const bySeq = new Map<number, MessageView>()
  for (const message of old) bySeq.set(message.seq, message)
  for (const message of more) bySeq.set(message.seq, message)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/** Presence is no event: it changes all conversations of one buyer in one shop. */
export function applyPresence(list: Conversations, shop: string, buyer: string, online: boolean): Conversations {
  const next = new Map(list)
  for (const [id, one] of list) {
    if (one.shop === shop && one.buyer.id === buyer && one.buyer_online !== online) {
      next.set(id, { ...one, buyer_online: online })
    }
  }
  return next
}
