// Which paid order of the buyer's is to be checked with her, and the line that does it.
import { computed, ref, type Ref } from 'vue'
import type { ConversationView, OrderView } from '@jinpai/api'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'
import { useClock } from '@/shared/stores/clock'
import { useDesk } from '../store'

/** She is asked for so long after she paid; the key works until her order is on its way. */
const FRESH_MS = 24 * 3_600_000
/** What every such line says, whoever has worded it anew. */
const ASKED = '核对'

export function useOrderCheck(conversation: Ref<ConversationView>, orders: Ref<readonly OrderView[]>, none: () => string) {
  const desk = useDesk()
  const clock = useClock()
  const busy = ref(false)

  const newest = computed(() => orders.value
    .filter((one) => one.status === 'paid' && one.paid_at !== null)
    .sort((a, b) => b.paid_at! - a.paid_at!)[0] ?? null)
  const asked = computed(() => (desk.talks.get(conversation.value.id)?.items ?? [])
    .some((one) => one.from === 'agent' && one.recalled_at === null && one.at >= (newest.value?.paid_at ?? 0) && one.text.includes(ASKED)))
  /** To be offered: paid a short while ago, and nobody has asked her yet. */
  const offered = computed(() => {
    const one = newest.value
    const fresh = one !== null && clock.now - one.paid_at! < FRESH_MS
    return conversation.value.state === 'open' && fresh && !asked.value ? one : null
  })

  /** The line, to be put into the composer; none when there is nothing to check. */
  async function line(): Promise<string | null> {
    if (!newest.value) {
      ElMessage.info(none())
      return null
    }
    if (busy.value) return null
    busy.value = true
    try {
      return (await api.orderCheck(conversation.value.shop, newest.value.id)).text
    } catch (error) {
      ElMessage.error(sentence(error))
      return null
    } finally {
      busy.value = false
    }
  }

  return { offered, busy, line }
}
