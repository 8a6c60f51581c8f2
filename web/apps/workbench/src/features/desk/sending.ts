// Sending: a bubble at once, in the order of its talk's lane, retried under the same client reference, kept over a
// reload.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError, type Finding } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'
import { useAdvice } from './advice/store'
import { lane, type Went } from './lane'
import { Outbox, RESEND_WITHIN_MS, newRef, type OutMessage } from './outbox'
import { useDesk } from './store'

export interface Refused { conversation: string; text: string; findings: Finding[] }

export const useSending = defineStore('sending', () => {
  const session = useSession()
  const desk = useDesk()
  const advice = useAdvice()
  const live = useLive()
  const messages = ref<OutMessage[]>([])
  /** The server's coach refused a text; the composer of that conversation takes it back. */
  const refused = ref<Refused | null>(null)

  function box(): Outbox { return new Outbox(localStorage, session.person?.id ?? '') }

  function replace(message: OutMessage): void {
    messages.value = messages.value.map((one) => (one.ref === message.ref ? message : one))
    box().put(message)
  }

  function drop(ref: string): void {
    lane.drop(ref)
    messages.value = messages.value.filter((one) => one.ref !== ref)
    box().remove(ref)
  }

  function send(shop: string, conversation: string, text: string): void {
    const message: OutMessage = {
      ref: newRef(), shop, conversation, text, at: session.now(), state: 'sending', problem: '',
      again: false,
    }
    messages.value = [...messages.value, message]
    box().put(message)
    enqueue(message)
  }

  function retry(ref: string): void {
    const message = messages.value.find((one) => one.ref === ref)
    if (!message) return
    replace({ ...message, state: 'sending', problem: '' })
    enqueue(message)
  }

  function enqueue({ ref, conversation }: OutMessage): void {
    lane.put(conversation, { ref, go: () => post(ref), held: () => fail(ref, { problem: '', again: true }) })
  }

  function fail(ref: string, why: Pick<OutMessage, 'problem' | 'again'>): void {
    const message = messages.value.find((one) => one.ref === ref)
    if (message) replace({ ...message, ...why, state: 'failed' })
  }

  async function post(ref: string): Promise<Went> {
    const message = messages.value.find((one) => one.ref === ref)
    if (!message) return 'over'
    // Held back or failed before: it is on its way again, unless it has become stale news meanwhile.
    if (message.state === 'failed') {
      if (session.now() - message.at >= RESEND_WITHIN_MS) return 'over'
      replace({ ...message, state: 'sending', problem: '' })
    }
    try {
      const answer = await api.sendMessage(message.shop, message.conversation, message.ref, message.text)
      desk.takeMessage(answer.message)
      advice.arrived(message.shop, message.conversation, message.text, answer.message.id)
      drop(message.ref)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'blocked-by-coach') {
        drop(message.ref)
        refused.value = {
          conversation: message.conversation, text: message.text, findings: error.problem.findings ?? [],
        }
      } else {
        const again = error instanceof ApiError && error.isNetwork
        fail(ref, { problem: sentence(error), again })
        if (again) return 'no-line'
      }
    }
    return 'over'
  }

  /** After a reload: shows what was left, and sends again what was cut off in the middle. */
  function restore(): void {
    messages.value = box().restore(session.now())
    messages.value.filter((one) => one.state === 'sending' || one.again).forEach(enqueue)
  }

  live.listen({
    event: (event) => {
      if (event.kind === 'message-sent' && event.data.message.from === 'agent') {
        const ref = event.data.message.client_ref
        if (ref && messages.value.some((one) => one.ref === ref)) drop(ref)
      }
    },
    open: () => lane.again(),
  })

  window.addEventListener('online', () => lane.again())

  // Another tab of the same person changed the shared outbox.
  window.addEventListener('storage', (event) => {
    if (event.key?.startsWith('jp.outbox.') && session.person) {
      messages.value = box().restore(session.now())
    }
  })

  return { messages, refused, send, retry, drop, restore }
})
