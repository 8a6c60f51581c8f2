// The findings of sent messages as a list that is worked through: filtered, in pages, one of them chosen,
// each replaced by what was decided about it.
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { JudgedFinding, Query } from '@jinpai/api'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { useLoad } from '@/shared/load'
import { sentence } from '@/shared/problem'

const PAGE = 50

export const keyOf = (one: { message: string; n: number }) => `${one.message}-${one.n}`

export function useFindings(shop: string, query: Ref<Query>, wanted: string) {
  const older = shallowRef<JudgedFinding[]>([])
  const next = ref<string | null>(null)
  const loadingMore = ref(false)
  const chosen = ref(wanted)
  /** Held apart from the list: a finding that was decided may leave the list while it is looked at. */
  const open = shallowRef<JudgedFinding | null>(null)
  const people = shallowRef<ReadonlyMap<string, string>>(new Map())

  const { data, failed, skeleton, load } = useLoad(async () => {
    const page = await api.coachFindings(shop, { ...query.value, limit: PAGE })
    older.value = []
    next.value = page.next
    people.value = new Map([...people.value, ...page.items.flatMap(({ author }) => (author ? [[author.id, author.name] as const] : []))])
    return page
  })
  const items = computed(() => [...(data.value?.items ?? []), ...older.value])
  watch(query, () => void load())
  watch(items, (all) => {
    const found = all.find((one) => keyOf(one) === chosen.value)
    if (found) open.value = found
  })

  async function more(): Promise<void> {
    if (!next.value) return
    loadingMore.value = true
    try {
      const page = await api.coachFindings(shop, { ...query.value, before: next.value, limit: PAGE })
      older.value = [...older.value, ...page.items]
      next.value = page.next
    } catch (error) {
      ElMessage.error(sentence(error))
    } finally {
      loadingMore.value = false
    }
  }

  function choose(one: JudgedFinding | null): void {
    chosen.value = one ? keyOf(one) : ''
    open.value = one
  }

  /** To the one before or after; at the ends it stays. */
  function step(by: 1 | -1): void {
    const all = items.value
    if (all.length === 0) return
    const at = all.findIndex((one) => keyOf(one) === chosen.value)
    choose(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]!)
  }

  function replace(one: JudgedFinding): void {
    const swap = (held: JudgedFinding) => (keyOf(held) === keyOf(one) ? one : held)
    older.value = older.value.map(swap)
    if (data.value) data.value = { ...data.value, items: data.value.items.map(swap) }
    if (open.value && keyOf(open.value) === keyOf(one)) open.value = one
  }

  return { data, failed, skeleton, load, items, next, loadingMore, more, open, chosen, choose, step, replace, people }
}
