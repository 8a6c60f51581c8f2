// Takes the coach's wording into the draft. One with a gap to fill has the gap selected: the next key fills it.
import { nextTick, type Ref } from 'vue'
import type DraftField from '@/shared/draft/DraftField.vue'
import { applyFix, bestFix, isWhole, type PlacedFinding } from '@/shared/draft/spans'

type Field = Ref<InstanceType<typeof DraftField> | null>

export function useFix(first: Readonly<Ref<PlacedFinding | null>>, text: Readonly<Ref<string>>, field: Field): () => Promise<void> {
  return async function takeFix(): Promise<void> {
    const finding = first.value
    const fix = bestFix(finding)
    if (!finding || !fix) return
    const after = applyFix(text.value, finding, fix)
    const whole = fix.kind === 'rewrite' || isWhole(finding)
    field.value?.insert(fix.text, whole ? 0 : finding.start, whole ? text.value.length : finding.end)
    await nextTick()
    const gap = fix.safety === 'placeholders' ? /\{[^}]*\}|【[^】]*】|_{2,}|…{2,}/.exec(after.text) : null
    if (gap) field.value?.select(gap.index, gap.index + gap[0].length)
    else field.value?.select(after.caret, after.caret)
  }
}
