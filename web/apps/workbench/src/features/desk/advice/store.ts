// What the desk advises for the open talk, and which step was taken into the draft. The composer takes the words over;
// what became of them is told to the server when they are sent.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { AdviceCard, AdviceView } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useWords } from '../words'

/** What became of a step; with the message, if one came of it. */
interface Told { card: AdviceCard; outcome: 'taken' | 'edited' | 'ignored'; message?: string }

export interface Taken { conversation: string; card: AdviceCard }

/** A price that a lead has to grant first is not said to anybody. */
export const mayBeSaid = (card: AdviceCard): boolean => !card.concession?.needs_approval || card.concession.state === 'approved'

export const useAdvice = defineStore('advice', () => {
  const words = useWords()
  const view = shallowRef<AdviceView | null>(null)
  const of = ref('')
  const failed = ref('')
  const loading = ref(false)
  /** In the draft now, until it is sent or thrown away. */
  const inDraft = shallowRef<Taken | null>(null)
  /** Steps in messages that are on their way, by talk and words. */
  const onTheWay = new Map<string, Told>()
  let run = 0

  async function load(shop: string, conversation: string): Promise<void> {
    const mine = ++run
    if (of.value !== conversation) {
      of.value = conversation
      view.value = null
      failed.value = ''
    }
    loading.value = true
    try {
      const answer = await api.advice(shop, conversation)
      if (mine !== run) return
      view.value = answer
      failed.value = ''
    } catch (error) {
      if (mine === run) failed.value = sentence(error)
    } finally {
      if (mine === run) loading.value = false
    }
  }

  function take(conversation: string, card: AdviceCard): void {
    words.taken = { conversation, text: card.line }
    inDraft.value = { conversation, card }
  }

  /** The words that stood in the draft are on their way; were they the step's own? */
  function sent(conversation: string, text: string): void {
    const one = inDraft.value
    if (one?.conversation !== conversation) return
    inDraft.value = null
    const outcome = text.trim() === one.card.line.trim() ? 'taken' : 'edited'
    onTheWay.set(`${conversation}\n${text}`, { card: one.card, outcome })
  }

  /** They are with the buyer: only now was the step taken. */
  function arrived(shop: string, conversation: string, text: string, message: string): void {
    const way = onTheWay.get(`${conversation}\n${text}`)
    if (!way) return
    onTheWay.delete(`${conversation}\n${text}`)
    void tell(shop, conversation, { ...way, message })
  }

  async function ignore(shop: string, conversation: string, card: AdviceCard): Promise<void> {
    await tell(shop, conversation, { card, outcome: 'ignored' })
    await load(shop, conversation)
  }

  async function tell(shop: string, conversation: string, { card, outcome, message }: Told): Promise<void> {
    try {
      await api.tellAdvice(shop, conversation, { key: card.key, technique: card.technique, outcome, message })
    } catch {
      // A figure of the lead's page is missing then; the talk goes on.
    }
  }

  return { view, of, failed, loading, inDraft, load, take, sent, arrived, ignore }
})
