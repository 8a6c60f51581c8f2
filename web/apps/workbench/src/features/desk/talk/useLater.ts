// Replies of a talk that wait for their moment.
import { onBeforeUnmount, ref } from 'vue'
import type { LaterView } from '@jinpai/api'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { soon } from '@/shared/stores/soon'
import { newRef } from '../outbox'
import { STAYS_MS } from '../staying'

export function useLater(shop: string, conversation: string) {
  const live = useLive()
  const waiting = ref<LaterView[]>([])
  const failed = ref('')
  const busy = ref(false)
  let tried: { key: string; ref: string } | null = null

  async function load(): Promise<void> {
    try {
      waiting.value = (await api.later(shop, conversation)).items
    } catch {
      // What is known stays; the next event reads again.
    }
  }

  /** Whether the server has it. The same words for the same moment are one reply, however often they are tried. */
  async function add(text: string, dueAt: number): Promise<boolean> {
    const key = `${dueAt} ${text}`
    if (tried?.key !== key) tried = { key, ref: newRef() }
    busy.value = true
    failed.value = ''
    try {
      await api.sendLater(shop, conversation, tried.ref, text, dueAt)
      tried = null
      await load()
      return true
    } catch (error) {
      failed.value = sentence(error)
      return false
    } finally {
      busy.value = false
    }
  }

  async function drop(one: LaterView): Promise<boolean> {
    try {
      await api.dropLater(shop, conversation, one.id)
      await load()
      return true
    } catch (error) {
      ElMessage.error(sentence(error))
      await load()
      return false
    }
  }

  live.listen({
    event: (event) => {
      if (event.kind === 'message-sent' && event.data.message.conversation === conversation && waiting.value.length) void load()
    },
    open: () => void load(),
  })
  const opened = soon(() => void load(), STAYS_MS)
  opened.ask()
  onBeforeUnmount(() => opened.cancel())
  return { waiting, failed, busy, add, drop }
}
