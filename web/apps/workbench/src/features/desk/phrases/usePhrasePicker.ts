// The list that `/` opens over the composer: it follows what is typed, and keys choose from it.
import { computed, ref, watch, type Ref } from 'vue'
import type { PhraseView } from '@jinpai/api'
import { askedFor, rank, type Filled } from './match'
import { usePictures } from '../shown/sending'
import { usePhrases } from './store'
import { usePhraseFacts } from './usePhraseFacts'

/** As many as number keys choose from. */
const MOST = 9

type Put = (filled: Filled, whole: boolean) => void

export function usePhrasePicker(
  shop: string, conversation: string, draft: Ref<string>, put: Put,
  { read, filled } = usePhraseFacts(() => shop, () => conversation),
) {
  const phrases = usePhrases()
  const pictures = usePictures()
  const at = ref(0)
  /** Closed by hand: it stays so until the draft is another search. */
  const closed = ref(false)
  /** Gaps of phrases that were put into this draft. */
  const gaps = ref<string[]>([])

  const query = computed(() => askedFor(draft.value))
  const found = computed(() => (query.value === null || closed.value ? [] : rank(phrases.of(shop), query.value, MOST)))
  const open = computed(() => found.value.length > 0)
  const rows = computed(() => found.value.map((phrase) => ({ phrase, filled: filled(phrase) })))
  const openGap = computed(() => gaps.value.find((gap) => draft.value.includes(gap)) ?? null)

  watch(query, (now) => {
    at.value = 0
    if (now === null) closed.value = false
    else void read()
  }, { immediate: true })
  // There before she types: a code and Enter go faster than the first answer of the server.
  void phrases.want(shop)
  watch(draft, (now) => { if (!now.trim()) gaps.value = [] })

  async function take(phrase: PhraseView, whole: boolean): Promise<void> {
    await read()
    const said = filled(phrase)
    gaps.value = [...gaps.value, ...said.gaps]
    phrases.used(shop, phrase, conversation || null)
    pictures.lay(shop, conversation, phrase)
    put(said, whole)
  }

  // One that was chosen in the panel.
  watch(() => phrases.taken, (chosen) => {
    if (!chosen || chosen.conversation !== conversation) return
    phrases.taken = null
    void take(chosen.phrase, query.value !== null)
  })

  function pick(n: number): void {
    const phrase = found.value[n]
    if (phrase) void take(phrase, true)
  }

  /** Whether a key was meant for the list. */
  function onCommand(event: KeyboardEvent): boolean {
    if (!open.value || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    const count = found.value.length
    if (event.key === 'ArrowDown') at.value = (at.value + 1) % count
    else if (event.key === 'ArrowUp') at.value = (at.value + count - 1) % count
    else if (event.key === 'Enter' || event.key === 'Tab') pick(at.value)
    else if (event.key === 'Escape') closed.value = true
    else if (/^[1-9]$/.test(event.key) && Number(event.key) <= count) pick(Number(event.key) - 1)
    else return false
    event.preventDefault()
    return true
  }

  return { at, open, rows, openGap, take, pick, onCommand }
}
