// The groups of her shops' teams, read once and again when a lead changes them; and for whom a talk waits.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ConversationView, GroupList, GroupView } from '@jinpai/api'
import { api } from '@/shared/api'
import { useClock } from '@/shared/stores/clock'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'

export const useGroups = defineStore('groups', () => {
  const session = useSession()
  const live = useLive()
  const clock = useClock()
  const lists = ref<Record<string, GroupList>>({})
  const asked = new Map<string, number>()

  async function load(shop: string): Promise<void> {
    // Of two answers that cross, the one that was asked for later stands.
    const n = (asked.get(shop) ?? 0) + 1
    asked.set(shop, n)
    try {
      const list = await api.groups(shop)
      if (asked.get(shop) === n) lists.value = { ...lists.value, [shop]: list }
    } catch {
      // What is known stays; the next change or line reads again.
    }
  }

  const of = (shop: string): GroupView[] => lists.value[shop]?.items ?? []
  const mine = computed(() => {
    const me = session.person?.id ?? ''
    const all = Object.values(lists.value).flatMap((list) => list.items)
    return new Set(all.filter((group) => group.members.includes(me)).map((group) => group.id))
  })
  /** While a talk waits for a group alone, it is for who is in it. */
  const isForMe = (talk: ConversationView): boolean =>
    !talk.group || talk.group.until_at <= clock.now || mine.value.has(talk.group.id)

  live.listen({
    event: (event) => { if (event.kind === 'groups-changed' || event.kind === 'member-changed') void load(event.shop) },
    reset: (shop) => void load(shop),
    open: () => session.shops.forEach((shop) => void load(shop.id)),
  })
  session.shops.forEach((shop) => void load(shop.id))

  return { lists, of, mine, isForMe, load }
})
