// The lines of a timeline: messages with the day or the time above them where a gap stands. Pure.
import type { MessageView } from '@jinpai/api'
import { dayOf } from '@/shared/format'

/** Time is written only where nothing was said for this long. */
export const GAP_MS = 5 * 60_000

export interface Line {
  message: MessageView
  /** Written above the message: a new day, a pause, or nothing. */
  above: 'day' | 'time' | null
}

export function lines(messages: readonly MessageView[], zone: string): Line[] {
  return messages.map((message, i) => {
    const before = messages[i - 1]
    if (!before || dayOf(before.at, zone) !== dayOf(message.at, zone)) return { message, above: 'day' }
    return { message, above: message.at - before.at >= GAP_MS ? 'time' : null }
  })
}

export type Mark = 'read' | 'delivered' | 'sent'

/** How far a message of ours came. */
export function markOf(seq: number, marks: { buyer_delivered_seq: number; buyer_read_seq: number }): Mark {
  if (seq <= marks.buyer_read_seq) return 'read'
  return seq <= marks.buyer_delivered_seq ? 'delivered' : 'sent'
}

/** Only the last message of each mark carries it, so that it is read once and not fifty times. */
export function markedSeqs(
  messages: readonly MessageView[], marks: { buyer_delivered_seq: number; buyer_read_seq: number },
): Map<number, Mark> {
  const last = new Map<Mark, number>()
  for (const message of messages) {
    if ((message.from === 'agent' || message.from === 'bot') && !message.auto) last.set(markOf(message.seq, marks), message.seq)
  }
  return new Map([...last].map(([mark, seq]) => [seq, mark]))
}
