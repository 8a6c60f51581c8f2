// The coach beside a draft that belongs to no talk here: what the buyer said and the product are handed along, and
// whatever changes, the draft is looked at again. An answer about words that were changed since is carried to them.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import type { Finding } from '@jinpai/api'
import { api } from '@/shared/api'
import { DraftChecker } from '@/shared/draft/checker'
import { carryOver, foremost, place, type PlacedFinding } from '@/shared/draft/spans'
import { sentence } from '@/shared/problem'

export interface Around { shop: Ref<string>; buyer: Ref<string>; product: Ref<string> }

export function useOutsideCheck({ shop, buyer, product }: Around) {
  const all = shallowRef<PlacedFinding[]>([])
  const hidden = ref(new Set<string>())
  /** Why the draft could not be looked at. */
  const failed = ref('')
  /** The newest words were looked at. */
  const checked = ref(false)
  let about = ''
  let asked = 0

  const checker = new DraftChecker((rev, text) => {
    void ask(rev, text)
    return true
  })
  const key = (one: Finding) => `${one.rule}|${one.match}`
  const shown = computed(() => all.value.filter((one) => !hidden.value.has(key(one))))
  const first = computed(() => foremost(shown.value))
  const blocking = computed(() => foremost(all.value.filter((one) => one.severity === 'block')))

  async function ask(rev: number, text: string): Promise<void> {
    const mine = ++asked
    try {
      const answer = await api.coachCheck(shop.value, {
        text,
        buyer: buyer.value.trim() || undefined,
        product: product.value || undefined,
      })
      if (checker.accept({ rev, findings: answer.findings }) === null) return
      all.value = carryOver(place(answer.findings, text), text, about)
      checked.value = about === text
      failed.value = ''
    } catch (error) {
      if (mine === asked) failed.value = sentence(error)
    }
  }

  function follow(text: string): void {
    all.value = carryOver(all.value, about, text)
    checked.value &&= about === text
    about = text
  }

  function check(text: string): void {
    follow(text)
    if (text.trim()) checker.change(text)
    else clear()
  }

  function clear(): void {
    checker.stop()
    all.value = []
    hidden.value = new Set()
    failed.value = ''
    checked.value = false
    about = ''
  }

  /** The same words again: something around them has changed, or the last try failed. */
  function again(): void {
    if (about.trim()) checker.change(about)
  }

  function hide(finding: PlacedFinding): void {
    hidden.value = new Set(hidden.value).add(key(finding))
  }

  watch([shop, buyer, product], again)
  onBeforeUnmount(() => checker.stop())

  return { shown, first, blocking, failed, checked, follow, check, clear, again, hide, unhideAll: () => { hidden.value = new Set() } }
}
