// The bench beside the pen: asks, a moment after the last key, what the rule finds in the lines, what the
// shop's coach says of them now and with the rule, and what the rule finds in real messages.
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { ApiError, type BenchAnswer, type HistoryBenchAnswer } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { asked, linesOf, type BenchLine } from './lines'

const LINES_AFTER_MS = 250
const HISTORY_AFTER_MS = 900

export interface BenchedPaper {
  paper: string
  lines: BenchLine[]
  /** With the rule under edit. */
  tried: BenchAnswer['lines']
  /** As things stand. */
  now: BenchAnswer['lines']
}

export function useBench(shop: string, toml: Ref<string>, paper: Ref<string>, standing: () => string | null, judged: (error: unknown) => void) {
  const benched = shallowRef<BenchedPaper | null>(null)
  const history = shallowRef<HistoryBenchAnswer | null>(null)
  /** How many real messages the rule as it stands finds; null for a new rule. */
  const before = ref<number | null>(null)
  const failed = ref('')
  const looking = ref(false)
  let run = 0
  let linesTimer: ReturnType<typeof setTimeout> | undefined
  let historyTimer: ReturnType<typeof setTimeout> | undefined

  async function tryLines(): Promise<void> {
    const mine = ++run
    const [text, rule] = [paper.value, toml.value]
    const lines = linesOf(text)
    try {
      const [tried, now] = await Promise.all([
        api.bench(shop, { toml: rule, lines: asked(lines) }),
        api.bench(shop, { lines: asked(lines) }),
      ])
      if (mine !== run) return
      benched.value = { paper: text, lines, tried: tried.lines, now: now.lines }
      failed.value = ''
      judged(null)
    } catch (error) {
      if (mine !== run) return
      const faulty = error instanceof ApiError && (error.problem.faults?.length ?? 0) > 0
      if (faulty) judged(error)
      failed.value = faulty ? '' : sentence(error)
      benched.value = null
    }
  }

  async function lookBack(): Promise<void> {
    const rule = toml.value
    const code = standing()
    looking.value = true
    try {
      const [found, stood] = await Promise.all([
        api.benchHistory(shop, { toml: rule }),
        code ? api.benchHistory(shop, { code }) : Promise.resolve(null),
      ])
      if (rule !== toml.value) return
      history.value = found
      before.value = stood?.found ?? null
    } catch (error) {
      // A text that is no rule is told at its lines; here the last answer goes.
      if (rule === toml.value) history.value = null
      if (!(error instanceof ApiError) || !error.problem.faults?.length) failed.value = sentence(error)
    } finally {
      if (rule === toml.value) looking.value = false
    }
  }

  function ask(): void {
    if (!toml.value) return
    clearTimeout(linesTimer)
    linesTimer = setTimeout(() => void tryLines(), LINES_AFTER_MS)
  }

  watch(paper, ask)
  watch(toml, (text) => {
    if (!text) return
    ask()
    looking.value = true
    clearTimeout(historyTimer)
    historyTimer = setTimeout(() => void lookBack(), HISTORY_AFTER_MS)
  }, { immediate: true })
  onBeforeUnmount(() => {
    run++
    clearTimeout(linesTimer)
    clearTimeout(historyTimer)
  })

  return { benched, history, before, failed, looking }
}
