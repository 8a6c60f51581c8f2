// A step that was taken goes into the draft of its talk; the store remembers it until the words are sent.
import { watch } from 'vue'
import { useAdvice } from './store'

export function useTakenStep(conversation: string, write: (words: string) => Promise<void>): void {
  const advice = useAdvice()
  watch(() => advice.taken, async (one) => {
    if (one?.conversation !== conversation) return
    advice.taken = null
    advice.inDraft = one
    await write(one.card.line)
  })
}
