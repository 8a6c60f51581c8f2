// Putting a finding aside with a reason: asks why, tells the server, and takes the finding off the page at
// once; it comes back when the server would not have it, or when she takes her word back. Also where the shown
// rule comes from.
import { ref, shallowRef, watch } from 'vue'
import type { DismissReason, PutAside } from '@jinpai/api'
import { api } from '@/shared/api'
import { useRuleBook } from '@/shared/coach/ruleBook'
import { sourceIn } from '@/shared/coach/words'
import type { PlacedFinding } from '@/shared/draft/spans'
import { ElMessage } from '@/shared/element'
import { currentLocale } from '@/shared/i18n'
import { sentence } from '@/shared/problem'
import type { useDraftCheck } from './useDraftCheck'

/** The source of a rule is asked for only when its finding has stood so long: most are gone with the next key. */
const SOURCE_AFTER_MS = 400

export function useDismissing(shop: string, conversation: string, check: ReturnType<typeof useDraftCheck>, text: () => string) {
  const book = useRuleBook()
  /** The finding whose reason is being asked. */
  const asked = shallowRef<PlacedFinding | null>(null)
  const done = ref(false)
  const source = ref('')

  function open(finding: PlacedFinding): void { asked.value = finding }
  /** Asked no more; the finding stays. */
  function keep(): void { asked.value = null }
  /** A new draft. */
  function forget(): void {
    keep()
    done.value = false
  }

  async function dismiss(reason: DismissReason, note: string): Promise<void> {
    const finding = asked.value
    asked.value = null
    if (!finding) return
    check.dismiss(finding)
    done.value = true
    try {
      await api.dismissFinding(shop, conversation, { rule: finding.rule, match: finding.match, text: text(), reason, note })
      check.settled(finding)
    } catch (error) {
      done.value = false
      check.bringBack(finding)
      ElMessage.error(sentence(error))
    }
  }

  async function undo(one: PutAside): Promise<void> {
    try {
      await api.undoDismissal(shop, one.id)
      done.value = false
      check.speakAgain(one)
    } catch (error) {
      ElMessage.error(sentence(error))
    }
  }

  watch(() => check.first.value?.rule ?? '', (rule, _, onCleanup) => {
    source.value = ''
    if (!rule) return
    done.value = false
    const timer = setTimeout(() => {
      book.detail(shop, rule)
        .then((detail) => { if (check.first.value?.rule === rule) source.value = sourceIn(currentLocale(), detail.source) })
        // Where it comes from is good to know; the finding stands without it.
        .catch(() => undefined)
    }, SOURCE_AFTER_MS)
    onCleanup(() => clearTimeout(timer))
  }, { immediate: true })

  // The words went meanwhile: there is nothing left to ask about.
  watch(() => check.shown.value, (all) => {
    const held = asked.value
    if (held && !all.some((one) => one.rule === held.rule && one.match === held.match)) asked.value = null
  })

  return { asked, done, source, open, keep, forget, dismiss, undo }
}
