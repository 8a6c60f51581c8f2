// Notes to colleagues, written in the composer. One that could not be kept is tried again under the same reference.
import { ref } from 'vue'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { newRef } from '../outbox'
import { useDesk } from '../store'

export function useNote(shop: string, conversation: string) {
  const desk = useDesk()
  const noting = ref(false)
  const busy = ref(false)
  const failed = ref('')
  let tried: { words: string; ref: string } | null = null

  function toggle(): void {
    noting.value = !noting.value
    failed.value = ''
  }

  /** Whether it was kept; then the composer writes replies again. */
  async function add(words: string): Promise<boolean> {
    if (busy.value) return false
    if (tried?.words !== words) tried = { words, ref: newRef() }
    busy.value = true
    failed.value = ''
    try {
      desk.takeMessage(await api.addNote(shop, conversation, tried.ref, words))
      tried = null
      noting.value = false
      return true
    } catch (error) {
      failed.value = sentence(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { noting, busy, failed, toggle, add }
}
