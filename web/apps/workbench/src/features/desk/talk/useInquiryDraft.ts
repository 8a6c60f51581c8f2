// The word that waits for the agent of a talk that fell quiet: she asked, all was answered, and she has not
// ordered. It comes and goes with the talk; the server looks once more when it is sent.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { TaskView } from '@jinpai/api'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { soon } from '@/shared/stores/soon'
import { STAYS_MS } from '../staying'

export function useInquiryDraft(shop: string, conversation: string) {
  const live = useLive()
  const draft = shallowRef<TaskView | null>(null)
  const busy = ref(false)

  async function load(): Promise<void> {
    try {
      const open = await api.tasks(shop, conversation)
      draft.value = open.items.find((task) => task.kind === 'draft' && task.step.channel === 'chat') ?? null
    } catch {
      // A suggestion that cannot be fetched is none; the talk goes on without it.
      draft.value = null
    }
  }

  const again = soon(() => void load(), STAYS_MS)
  onBeforeUnmount(() => again.cancel())
  live.listen({
    event: (event) => { if (event.shop === shop && /^task/.test(event.kind)) again.ask() },
    open: () => again.ask(),
  })
  again.ask()

  async function answer(outcome: 'sent' | 'declined'): Promise<boolean> {
    const task = draft.value
    if (!task || busy.value) return false
    busy.value = true
    try {
      await api.answerTask(shop, task.id, outcome)
      draft.value = null
      return true
    } catch (error) {
      ElMessage.warning(sentence(error))
      await load()
      return false
    } finally {
      busy.value = false
    }
  }

  return { draft, busy, answer }
}
