// Who of a shop's team is at the desk. Read anew when the server says that somebody came, went, or set herself busy.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Colleague, DutyState } from '@jinpai/api'
import { api } from '@/shared/api'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'

export const useTeam = defineStore('team', () => {
  const session = useSession()
  const live = useLive()
  const teams = ref<Record<string, Colleague[]>>({})
  const asked = new Map<string, number>()

  async function load(shop: string): Promise<void> {
    // Of two answers that cross, the one that was asked for later stands.
    const n = (asked.get(shop) ?? 0) + 1
    asked.set(shop, n)
    try {
      const { items } = await api.team(shop)
      if (asked.get(shop) === n) teams.value = { ...teams.value, [shop]: items }
    } catch {
      // What is known stays; the next sign or look reads again.
    }
  }

  const of = (shop: string): Colleague[] => teams.value[shop] ?? []
  const me = (shop: string) => of(shop).find((one) => one.person.id === session.person?.id)
  /** Her state in the shop that the pages show; the rail's dot. */
  const state = computed<DutyState>(() => {
    const shops = session.shops.map((shop) => me(shop.id)?.state)
    return shops.find((one) => one === 'away') ?? shops.find((one) => one === 'busy') ?? 'online'
  })

  /** What she says beside it. */
  const note = computed(() => session.shops.map((shop) => me(shop.id)?.note ?? '').find((one) => one !== '') ?? '')

  /** One word for all her shops: she is one person at one desk. */
  async function set(next: DutyState, note?: string): Promise<void> {
    await Promise.all(session.shops.map((shop) => api.setDuty(shop.id, { state: next, note })))
    await Promise.all(session.shops.map((shop) => load(shop.id)))
  }

  live.listen({
    signal: (frame) => {
      if (frame.type === 'team') void load(frame.shop)
    },
    open: () => session.shops.forEach((shop) => void load(shop.id)),
  })

  return { teams, of, me, state, note, load, set }
})
