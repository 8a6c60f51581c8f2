// Whom an event concerns, and how loud it is. Pure; what rings, pops up or counts stands beside it.
import type { ConversationView, EventFrame } from '@jinpai/api'
import { isQueued, isWaiting, type IsForMe } from '../desk/order'

/** Older news is caught up with after a lost line: it may ring, but it does not pop up one by one. */
export const FRESH_MS = 30_000
/** Characters of a message that a notification shows. */
const SHOWN = 60

/** Mine, or nobody's yet and not for a group I am not in. */
export function isOurs(conversation: ConversationView, me: string, isForMe: IsForMe = () => true): boolean {
  return conversation.owner ? conversation.owner.id === me : isForMe(conversation)
}

export function oursWaiting(list: Iterable<ConversationView>, me: string, isForMe?: IsForMe): number {
  let count = 0
  for (const one of list) if ((isWaiting(one) || isQueued(one)) && isOurs(one, me, isForMe)) count += 1
  return count
}

export interface News {
  shop: string
  conversation: string
  buyer: string
  /** Empty where she was handed on without a word of hers. */
  text: string
  at: number
}

/** What is news to an agent: a buyer's word, or a buyer who was handed to her or to a group of hers. */
export function newsOf(event: EventFrame, me: string, isForMe: IsForMe = () => true): News | null {
  if (event.kind === 'message-sent') {
    const { message, conversation } = event.data
    if (message.from !== 'buyer' || !isOurs(conversation, me, isForMe)) return null
    return newsAbout(conversation, message.text, message.at)
  }
  if (event.kind === 'conversation-assigned') {
    const { conversation } = event.data
    const isHers = conversation.owner ? conversation.owner.id === me : Boolean(conversation.group) && isForMe(conversation)
    return conversation.state === 'open' && isHers
      ? newsAbout(conversation, conversation.last_text, event.at) : null
  }
  return null
}

function newsAbout(conversation: ConversationView, text: string, at: number): News {
  return { shop: conversation.shop, conversation: conversation.id, buyer: conversation.buyer.name, text, at }
}

/** The first words in one line, cut between characters and not within one. */
export function firstWords(text: string): string {
  const all = [...text.replace(/\s+/g, ' ').trim()]
  return all.length > SHOWN ? `${all.slice(0, SHOWN).join('')}…` : all.join('')
}
