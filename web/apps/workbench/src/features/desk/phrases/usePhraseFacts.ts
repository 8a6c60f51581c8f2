// The facts that phrases may lean on in one talk, fetched when somebody looks for a phrase.
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { PhraseFacts, PhraseView } from '@jinpai/api'
import { api } from '@/shared/api'
import { fill, type Filled } from './match'

/** Facts have a time: prices and stock are asked for again after this. */
const FRESH_MS = 30_000

type Ask = (shop: string, about: string) => Promise<PhraseFacts>

/** `about`: the conversation, unless `askFor` knows better. */
export function usePhraseFacts(shop: () => string, conversation: () => string, askFor: Ask = api.phraseFacts) {
  const { t, te } = useI18n()
  const facts = ref<Record<string, string>>({})
  let readAt = 0
  let of = ''
  let reading = Promise.resolve()

  /** Done when the facts are there, or cannot be had. */
  function read(): Promise<void> {
    const wanted = conversation()
    if (of === wanted && Date.now() - readAt < FRESH_MS) return reading
    if (of !== wanted) facts.value = {}
    of = wanted
    readAt = Date.now()
    reading = ask(wanted)
    return reading
  }

  async function ask(wanted: string): Promise<void> {
    try {
      const answer = await askFor(shop(), wanted)
      if (of === wanted) facts.value = answer.facts
    } catch {
      // Without facts the gaps stay gaps; the next look asks again.
      readAt = 0
    }
  }

  const nameOf = (slot: string) => (te(`phrase.slot.${slot}`) ? t(`phrase.slot.${slot}`) : slot)
  const filled = (phrase: PhraseView): Filled => fill(phrase.text, facts.value, nameOf)
  return { read, filled }
}
