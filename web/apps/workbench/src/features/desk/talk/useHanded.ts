// What she has just handed on, for as long as it may be taken back.
import { onBeforeUnmount, ref, type Ref } from 'vue'
import type { ConversationView } from '@jinpai/api'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'

/** The server's two minutes, less the way there. */
const OFFERED_MS = 115_000

export function useHanded(conversation: Ref<ConversationView>) {
  /** To whom; empty when there is nothing to be taken back. */
  const to = ref('')
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function note(name: string): void {
    clearTimeout(timer)
    to.value = name
    timer = setTimeout(() => { to.value = '' }, OFFERED_MS)
  }

  async function takeBack(): Promise<void> {
    if (!to.value || busy.value) return
    busy.value = true
    try {
      await api.takeBack(conversation.value.shop, conversation.value.id)
    } catch (error) {
      ElMessage.error(sentence(error))
    } finally {
      busy.value = false
      to.value = ''
    }
  }

  onBeforeUnmount(() => clearTimeout(timer))
  return { to, busy, note, takeBack }
}
