// Finds messages while somebody types what she looks for: a moment after the last key, over all her shops, newest first.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import type { FoundMessage } from '@jinpai/api'
import { api } from '@/shared/api'
import { useSession } from '@/shared/stores/session'

const QUIET_MS = 150
const MOST = 8
/** From so many characters on a search says something. */
const LEAST = 2

export interface Hit extends FoundMessage { shop: string }

export function useMessageSearch(query: Ref<string>) {
  const session = useSession()
  const hits = ref<Hit[]>([])
  const searching = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(words: string): Promise<void> {
    const n = ++asked
    searching.value = true
    // One shop that does not answer hides nothing of the others.
    const answers = await Promise.all(session.shops.map(async (shop) => {
      try {
        const { items } = await api.findMessages(shop.id, words, MOST)
        return items.map((one): Hit => ({ ...one, shop: shop.id }))
      } catch {
        return []
      }
    }))
    if (n !== asked) return
    hits.value = answers.flat().sort((a, b) => b.message.at - a.message.at).slice(0, MOST)
    searching.value = false
  }

  watch(query, (now) => {
    clearTimeout(timer)
    const words = now.trim()
    if ([...words].length < LEAST) {
      asked++
      hits.value = []
      searching.value = false
      return
    }
    timer = setTimeout(() => void ask(words), QUIET_MS)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asked++
  })

  return { hits, searching }
}

/** What stands around the words that were looked for. */
export function excerpt(text: string, words: string, around = 12): string {
  const chars = [...text.replace(/\s+/g, ' ')]
  const first = words.trim().split(/\s+/)[0] ?? ''
  const at = chars.join('').toLowerCase().indexOf(first.toLowerCase())
  if (at < 0) return chars.slice(0, 40).join('')
  const from = Math.max(0, [...chars.join('').slice(0, at)].length - around)
  return `${from > 0 ? '…' : ''}${chars.slice(from, from + 40).join('')}`
}
