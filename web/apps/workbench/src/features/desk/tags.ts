// The tags of her shops, read once and again when a lead changes them; rows hold ids alone.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ConversationView, TagView } from '@jinpai/api'
import { api } from '@/shared/api'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'

export const useTags = defineStore('tags', () => {
  const session = useSession()
  const live = useLive()
  const sets = ref<Record<string, TagView[]>>({})
  const asked = new Map<string, number>()

  async function load(shop: string): Promise<void> {
    // Of two answers that cross, the one that was asked for later stands.
    const n = (asked.get(shop) ?? 0) + 1
    asked.set(shop, n)
    try {
      const { items } = await api.tags(shop)
      if (asked.get(shop) === n) sets.value = { ...sets.value, [shop]: items }
    } catch {
      // What is known stays; the next change or line reads again.
    }
  }

  const of = (shop: string): TagView[] => sets.value[shop] ?? []
  /** Known ones in the shop's order; what was removed meanwhile is nothing. */
  const named = (shop: string, ids: readonly string[]): TagView[] => of(shop).filter((tag) => ids.includes(tag.id))
  /** A talk's own and its buyer's, each once. */
  const ofTalk = (talk: ConversationView): TagView[] => named(talk.shop, [...talk.tags, ...talk.buyer_tags])

  live.listen({
    event: (event) => { if (event.kind === 'tags-changed') void load(event.shop) },
    reset: (shop) => void load(shop),
    open: () => session.shops.forEach((shop) => void load(shop.id)),
  })
  session.shops.forEach((shop) => void load(shop.id))

  return { sets, of, named, ofTalk, load }
})
