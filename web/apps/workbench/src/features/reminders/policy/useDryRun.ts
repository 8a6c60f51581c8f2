// The text under the pen on the shop's own orders, part by part, a moment after it stops changing. A newer text
// ends the run of the one before.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { ApiError, type DryLine, type DryShow } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { add, type Total } from './calendar'

const RUN_AFTER_MS = 700
/** Lines of a drill-down; more say nothing more. */
const ENOUGH_LINES = 100

export function useDryRun(shop: string, toml: Ref<string>, days: Ref<number>, until: Ref<number | null>, readable: () => boolean) {
  const total = shallowRef<Total | null>(null)
  const running = ref(false)
  const failed = ref('')
  /** Of the run under way. */
  const progress = ref({ done: 0, of: 0 })
  /** What is drawn belongs to an older text. */
  const stale = computed(() => running.value && total.value !== null)
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const asked = () => ({ toml: toml.value, days: days.value, until_at: until.value })

  async function go(): Promise<void> {
    const mine = ++run
    running.value = true
    progress.value = { done: 0, of: 0 }
    try {
      let sum: Total | null = null
      let after: string | null = null
      const ask = asked()
      do {
        const part = await api.dryRunPolicy(shop, { ...ask, after })
        if (mine !== run) return
        sum = add(sum, part)
        progress.value = { done: sum.done, of: sum.of }
        after = part.next
      } while (after)
      total.value = sum
      failed.value = ''
    } catch (error) {
      // A text with faults is told where it is written; the calendar of the one before stays.
      if (mine === run && !(error instanceof ApiError && error.code === 'bad-policy')) failed.value = sentence(error)
    } finally {
      if (mine === run) running.value = false
    }
  }

  /** Decisions one by one, until there are enough of them. */
  async function lines(show: DryShow): Promise<DryLine[]> {
    const found: DryLine[] = []
    let after: string | null = null
    const ask = asked()
    do {
      const part = await api.dryRunPolicy(shop, { ...ask, after, show })
      found.push(...part.lines)
      after = part.next
    } while (after && found.length < ENOUGH_LINES)
    return found
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => { if (toml.value && readable()) void go() }, total.value ? RUN_AFTER_MS : 0)
  }

  watch([toml, days, until], soon)
  onBeforeUnmount(() => {
    run++
    clearTimeout(timer)
  })
  return { total, running, stale, failed, progress, go, lines }
}
