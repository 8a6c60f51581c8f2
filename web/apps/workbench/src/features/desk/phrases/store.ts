// The phrases of each shop, loaded once when they are first wanted, the one just taken from the panel, and a reply on its
// way to become one.
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import type { PhraseView } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'

export interface Taken { conversation: string; phrase: PhraseView }
/** A reply somebody wants to keep, and what the buyer had said before it. */
export interface Kept { shop: string; conversation: string; text: string; asked: string | null }

export const usePhrases = defineStore('phrases', () => {
  const lists = shallowReactive(new Map<string, PhraseView[]>())
  const orders = shallowReactive(new Map<string, string[]>())
  const failed = ref('')
  /** The composer of that conversation puts it into the draft. */
  const taken = ref<Taken | null>(null)
  /** The panel beside that conversation opens its form with it. */
  const kept = ref<Kept | null>(null)
  const under = new Map<string, Promise<void>>()

  async function read(shop: string): Promise<void> {
    try {
      const { items, folders } = await api.phrases(shop)
      orders.set(shop, folders)
      lists.set(shop, items)
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

  /** Every folder in its order, the empty ones too. */
  function foldersOf(shop: string): readonly string[] { return orders.get(shop) ?? [] }

  function setFolders(shop: string, folders: string[]): void { orders.set(shop, folders) }

  /** Whether the list is there, be it empty. */
  const has = (shop: string) => lists.has(shop)

  /** Counted when it is taken; a count that is lost is not worth a word. */
  function used(shop: string, phrase: PhraseView, conversation: string | null = null): void {
    const list = lists.get(shop)
    if (list) lists.set(shop, list.map((one) => (one.id === phrase.id ? { ...one, uses: one.uses + 1 } : one)))
    api.phraseUsed(shop, phrase.id, conversation).catch(() => undefined)
  }

  return { failed, taken, kept, want, of, has, foldersOf, setFolders, used }
})
