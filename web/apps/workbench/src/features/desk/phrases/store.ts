// The phrases of each shop, loaded once when they are first wanted, and the one just taken from the panel.
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import type { PhraseView } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'

export interface Taken { conversation: string; phrase: PhraseView }

export const usePhrases = defineStore('phrases', () => {
  const lists = shallowReactive(new Map<string, PhraseView[]>())
  const failed = ref('')
  /** The composer of that conversation puts it into the draft. */
  const taken = ref<Taken | null>(null)
  const under = new Map<string, Promise<void>>()

  async function read(shop: string): Promise<void> {
    try {
      lists.set(shop, (await api.phrases(shop)).items)
      failed.value = ''
    } catch (error) {
      failed.value = sentence(error)
    } finally {
      under.delete(shop)
    }
  }

  /** Loads them unless they are there; `again` when something was changed. */
  function want(shop: string, again = false): Promise<void> {
    if (lists.has(shop) && !again) return Promise.resolve()
    const running = under.get(shop)
    if (running) return running
    const reading = read(shop)
    under.set(shop, reading)
    return reading
  }

  function of(shop: string): readonly PhraseView[] { return lists.get(shop) ?? [] }

  /** Counted when it is taken; a count that is lost is not worth a word. */
  function used(shop: string, phrase: PhraseView): void {
    const list = lists.get(shop)
    if (list) lists.set(shop, list.map((one) => (one.id === phrase.id ? { ...one, uses: one.uses + 1 } : one)))
    api.phraseUsed(shop, phrase.id).catch(() => undefined)
  }

  return { failed, taken, want, of, used }
})
