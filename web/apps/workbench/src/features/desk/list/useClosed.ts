// The newest closed talks of her shops, read when they are asked for and again when one more is closed.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import type { ConversationView } from '@jinpai/api'
import { api } from '@/shared/api'
import { useDelayed } from '@/shared/delayed'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { soon } from '@/shared/stores/soon'
import { useSession } from '@/shared/stores/session'
import { conversationOf } from '../apply'

export function useClosed(wanted: Ref<boolean>) {
  const session = useSession()
  const items = shallowRef<ConversationView[]>([])
  const busy = ref(false)

  async function load(): Promise<void> {
    busy.value = true
    try {
      const answers = await Promise.all(session.shops.map((shop) => api.closedConversations(shop.id)))
      items.value = answers.flatMap((one) => one.items).sort((a, b) => b.last_at - a.last_at)
    } catch (error) {
      ElMessage.error(sentence(error))
    } finally {
      busy.value = false
    }
  }

  const again = soon(() => void load(), 300)
  onBeforeUnmount(() => again.cancel())
  watch(wanted, (now) => { if (now) void load() })
  useLive().listen({
    event: (event) => { if (wanted.value && conversationOf(event)?.state === 'closed') again.ask() },
    reset: () => { if (wanted.value) again.ask() },
  })
  return { items, loading: useDelayed(computed(() => busy.value && items.value.length === 0)) }
}
