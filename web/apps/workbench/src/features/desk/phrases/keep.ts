// Which reply becomes a phrase, and what the buyer had said before it.
import type { MessageView } from '@jinpai/api'
import type { OutMessage } from '../outbox'

export interface Reply { text: string; asked: string | null }

const saysSomething = (one: MessageView) => one.text !== '' && !one.card && !one.recalled_at

/** This one, or else the newest: one that is still on its way is newer than all that were taken. */
export function replyToKeep(said: readonly MessageView[], going: readonly OutMessage[], chosen?: MessageView): Reply | null {
  const onItsWay = chosen ? undefined : going.at(-1)
  const taken = chosen ?? said.findLast((one) => one.from === 'agent' && saysSomething(one))
  const text = onItsWay?.text ?? taken?.text
  if (!text) return null
  const before = onItsWay ? Infinity : taken!.seq
  const asked = said.findLast((one) => one.seq < before && one.from === 'buyer' && one.text !== '')
  return { text, asked: asked?.text ?? null }
}
