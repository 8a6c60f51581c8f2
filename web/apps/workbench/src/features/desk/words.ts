// Words that were chosen beside a talk, on their way into its draft.
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useWords = defineStore('words', () => {
  /** The composer of that conversation puts them where the caret stands. */
  const taken = ref<{ conversation: string; text: string } | null>(null)
  return { taken }
})
