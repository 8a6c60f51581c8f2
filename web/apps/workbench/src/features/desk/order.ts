// The order of the conversation list and the colour of its counters. Pure.
import type { ConversationView } from '@jinpai/api'

export type Segment = 'waiting' | 'mine' | 'queue' | 'all' | 'starred' | 'snoozed' | 'closed'
/** Whether a talk of nobody's is for her, or for a group she is not in. */
export type IsForMe = (conversation: ConversationView) => boolean
export type Heat = 'calm' | 'near' | 'over'

/** Put off, and not back yet: it stands in no list but its own. */
export function isAsleep(conversation: ConversationView): boolean {
  return conversation.state === 'open' && conversation.snooze?.returned_at === null
}

/** Its moment came, and nobody has taken it up. */
export function isBack(conversation: ConversationView): boolean {
  return conversation.state === 'open' && typeof conversation.snooze?.returned_at === 'number'
}

export function isWaiting(conversation: ConversationView): boolean {
  return conversation.state === 'open' && conversation.waiting_since_at !== null && !isAsleep(conversation)
}

/** Nobody has the talk, and she waits in it or it was handed to a group. */
export function isQueued(conversation: ConversationView): boolean {
  if (conversation.state !== 'open' || isAsleep(conversation) || conversation.owner) return false
  return isWaiting(conversation) || Boolean(conversation.group)
}

/** What is back from being put off on top; then who waits, the longest first; then starred; then newest. What is put
 *  off comes last, the next first. */
export function byUrgency(a: ConversationView, b: ConversationView): number {
  if (isAsleep(a) !== isAsleep(b)) return isAsleep(a) ? 1 : -1
  if (isAsleep(a) && a.snooze!.until_at !== b.snooze!.until_at) return a.snooze!.until_at - b.snooze!.until_at
  if (isBack(a) !== isBack(b)) return isBack(a) ? -1 : 1
  if (isBack(a) && a.snooze!.until_at !== b.snooze!.until_at) return a.snooze!.until_at - b.snooze!.until_at
  if (isWaiting(a) !== isWaiting(b)) return isWaiting(a) ? -1 : 1
  if (isWaiting(a) && a.waiting_since_at !== b.waiting_since_at) return a.waiting_since_at! - b.waiting_since_at!
  if (a.starred !== b.starred) return a.starred ? -1 : 1
  if (a.last_at !== b.last_at) return b.last_at - a.last_at
  return a.id < b.id ? -1 : 1
}

export function inSegment(
  conversation: ConversationView, segment: Segment, me: string, isForMe: IsForMe = () => true,
): boolean {
  if (conversation.state !== 'open') return segment === 'closed'
  if (isAsleep(conversation) || segment === 'snoozed') return segment === 'snoozed' && isAsleep(conversation)
  if (segment === 'closed') return false
  if (segment === 'waiting') return isWaiting(conversation)
  if (segment === 'mine') return conversation.owner?.id === me
  if (segment === 'queue') return isQueued(conversation) && isForMe(conversation)
  return segment === 'all' || conversation.starred
}

/** Amber from half of the time that the platform allows, red from four fifths. What no platform counts never turns red. */
export function heat(clock: ConversationView['clock'], now: number): Heat {
  if (!clock) return 'calm'
  const share = (now - clock.started_at) / clock.limit_ms
  if (share >= 0.8 && clock.counted) return 'over'
  return share >= 0.5 ? 'near' : 'calm'
}

/** The next buyer who waits for me or for nobody yet, after the open conversation; from the top when that is the last
 *  one. Only when there is none, a colleague's. */
export function nextWaiting(
  sorted: readonly ConversationView[], openId: string | null, me = '', isForMe: IsForMe = () => true,
): ConversationView | null {
  const all = sorted.filter((one) => isWaiting(one) || (isQueued(one) && isForMe(one)))
  const ours = all.filter((one) => (one.owner ? one.owner.id === me : isForMe(one)))
  const waiting = ours.length > 0 ? ours : all
  const at = waiting.findIndex((one) => one.id === openId)
  return waiting[(at + 1) % Math.max(1, waiting.length)] ?? null
}
