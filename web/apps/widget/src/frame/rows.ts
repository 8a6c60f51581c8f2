// What stands in the log, top to bottom: day lines, times at gaps, bubbles with the agent's name at
// the start of her turn and the state under the last own message it is true of. Pure.
import type { BuyerMessage, Marks } from '../wire'
import type { Pending } from './outbox'

const GAP_MS = 5 * 60 * 1000

export type SentState = 'sent' | 'delivered' | 'read'

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'time'; key: string; at: number }
  | { kind: 'message'; key: string; message: BuyerMessage; name: string | null; state: SentState | null }
  | { kind: 'pending'; key: string; pending: Pending }

export function stateOf(message: BuyerMessage, marks: Marks): SentState {
  if (message.seq <= marks.agent_read_seq) return 'read'
  return message.seq <= marks.agent_delivered_seq ? 'delivered' : 'sent'
}

const dayOf = (at: number) => new Date(at).toDateString()

export function rowsOf(items: readonly BuyerMessage[], pending: readonly Pending[], marks: Marks): Row[] {
  const rows: Row[] = []
  let before: BuyerMessage | null = null
  // The state is shown once for each run of own messages that share it.
  const lastOf = new Map<SentState, string>()
  for (const m of items) if (m.from === 'buyer') lastOf.set(stateOf(m, marks), m.id)

  for (const message of items) {
    if (!before || dayOf(before.at) !== dayOf(message.at)) {
      rows.push({ kind: 'day', key: `day-${message.id}`, at: message.at })
    } else if (message.at - before.at >= GAP_MS) {
      rows.push({ kind: 'time', key: `time-${message.id}`, at: message.at })
    }
    const name =
      message.from !== 'buyer' && (before?.from !== message.from || before.author_name !== message.author_name)
        ? message.author_name
        : null
    const state = stateOf(message, marks)
    const labelled = message.from === 'buyer' && lastOf.get(state) === message.id
    rows.push({ kind: 'message', key: message.client_ref || message.id, message, name, state: labelled ? state : null })
    before = message
  }
  for (const entry of pending) rows.push({ kind: 'pending', key: entry.ref, pending: entry })
  return rows
}
