// Sending: a bubble at once, one message of a conversation after the other, retried under the same
// client reference, kept over a reload.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError, type Finding } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'
import { Outbox, RESEND_WITHIN_MS, newRef, type OutMessage } from './outbox'
import { useDesk } from './store'

export interface Refused { conversation: string; text: string; findings: Finding[] }

export const useSending = defineStore('sending', () => {
  const session = useSession()
  const desk = useDesk()
  const live = useLive()
  const messages = ref<OutMessage[]>([])
  /** The server's coach refused a text; the composer of that conversation takes it back. */
  const refused = ref<Refused | null>(null)
  const queues = new Map<string, Promise<void>>()

  function box(): Outbox { return new Outbox(localStorage, session.person?.id ?? '') }

  function replace(message: OutMessage): void {
    messages.value = messages.value.map((one) => (one.ref === message.ref ? message : one))
    box().put(message)
  }

  function drop(ref: string): void {
    messages.value = messages.value.filter((one) => one.ref !== ref)
    box().remove(ref)
  }

  function send(shop: string, conversation: string, text: string): void {
    const message: OutMessage = {
      ref: newRef(), shop, conversation, text, at: Date.now() + session.skewMs, state: 'sending', problem: '',
      again: false,
    }
    messages.value = [...messages.value, message]
    box().put(message)
    enqueue(message)
  }

  function retry(ref: string): void {
    const message = messages.value.find((one) => one.ref === ref)
    if (!message) return
    const again: OutMessage = { ...message, state: 'sending', problem: '' }
    replace(again)
    enqueue(again)
  }

  /** One after the other, so that the order of typing is the order in the talk. */
  function enqueue(message: OutMessage): void {
    const before = queues.get(message.conversation) ?? Promise.resolve()
    queues.set(message.conversation, before.then(() => post(message)))
  }

  async function post(message: OutMessage): Promise<void> {
    if (!messages.value.some((one) => one.ref === message.ref)) return
    try {
      const answer = await api.sendMessage(message.shop, message.conversation, message.ref, message.text)
      desk.takeMessage(answer.message)
      drop(message.ref)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'blocked-by-coach') {
        drop(message.ref)
        refused.value = {
          conversation: message.conversation, text: message.text, findings: error.problem.findings ?? [],
        }
      } else {
        const again = error instanceof ApiError && error.isNetwork
        replace({ ...message, state: 'failed', problem: sentence(error), again })
      }
    }
  }

  /** After a reload: shows what was left, and sends again what was cut off in the middle. */
  function restore(): void {
    messages.value = box().restore(Date.now() + session.skewMs)
    messages.value.filter((one) => one.state === 'sending').forEach(enqueue)
  }

  /** Failed for want of a line: the line is back. */
  function retryFailed(): void {
    const now = Date.now() + session.skewMs
    messages.value
      .filter((one) => one.state === 'failed' && one.again && now - one.at < RESEND_WITHIN_MS)
      .forEach((one) => retry(one.ref))
  }

  live.listen({
    event: (event) => {
      if (event.kind === 'message-sent' && event.data.message.from === 'agent') {
        const ref = event.data.message.client_ref
        if (ref && messages.value.some((one) => one.ref === ref)) drop(ref)
      }
    },
    open: retryFailed,
  })

  // Another tab of the same person changed the shared outbox.
  window.addEventListener('storage', (event) => {
    if (event.key?.startsWith('jp.outbox.') && session.person) {
      messages.value = box().restore(Date.now() + session.skewMs)
    }
  })

  return { messages, refused, send, retry, drop, restore }
})
