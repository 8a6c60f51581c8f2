// A rule under the pen: the form and its text, kept the same as long as the form can hold the text, what is
// wrong by line and by field, and saving it as a draft or for everybody.
import { computed, ref, shallowRef } from 'vue'
import { ApiError, type CoachRuleDetail, type RuleFault, type RuleStatus } from '@jinpai/api'
import { api } from '@/shared/api'
import { i18n } from '@/shared/i18n'
import { sentence } from '@/shared/problem'
import { fieldNamed } from './faults'
import { FEWEST_BAD, FEWEST_GOOD, empty, freeCode, read, unsaid, write, type Field, type RuleFields } from './form'

export type Mode = 'form' | 'text'
export function useRuleEditor(shop: string, code: string | null, like: string | null) {
  const { t } = i18n.global
  const fields = shallowRef<RuleFields | null>(null)
  const toml = ref('')
  const mode = ref<Mode>('form')
  /** What the rule is without this pen: null for a new one. */
  const standing = shallowRef<CoachRuleDetail | null>(null)
  /** A text that no version reads any more has only its version number. */
  let version: number | null = null
  /** What is wrong with the text as a draft, as the bench found. */
  const draftFaults = shallowRef<readonly RuleFault[]>([])
  const draftFailed = ref('')
  /** What saving was refused for, which is more than the bench asks; it stands until the text changes. */
  const refused = shallowRef<{ toml: string; faults: readonly RuleFault[]; failed: string } | null>(null)
  const refusal = computed(() => (refused.value?.toml === toml.value ? refused.value : null))
  const faults = computed(() => refusal.value?.faults ?? draftFaults.value)
  const failed = computed(() => refusal.value?.failed ?? draftFailed.value)
  const saving = ref<RuleStatus | null>(null)
  const saved = ref('')

  const lineFields = computed(() => (fields.value ? write(fields.value).fields : []))
  const fieldFaults = computed(() => {
    const out: Partial<Record<Field, string[]>> = {}
    for (const fault of faults.value) {
      // What is missing has no line of its own.
      const field = fieldNamed(fault.reason) ?? lineFields.value[fault.line - 1] ?? 'code'
      out[field] = [...(out[field] ?? []), fault.reason]
    }
    return out
  })
  const changed = computed(() => toml.value !== saved.value)
  const isNew = computed(() => code === null)
  const ruleCode = computed(() => fields.value?.code ?? /^\s*code\s*=\s*["'](\w+)/m.exec(toml.value)?.[1] ?? '')

  function setText(text: string): void {
    toml.value = text
    fields.value = read(text)
  }

  function setFields(next: RuleFields): void {
    fields.value = next
    toml.value = write(next).toml
  }

  function take(text: string): void {
    setText(text)
    saved.value = toml.value
    // The form writes in its own order: only a text that it would write anew can be shown as one.
    mode.value = fields.value ? 'form' : 'text'
  }

  async function load(): Promise<void> {
    const list = await api.coachRules(shop)
    const unreadable = list.unreadable.find((one) => one.code === code)
    if (unreadable) {
      version = unreadable.version
      take(unreadable.toml)
      draftFaults.value = [{ line: 1, reason: unreadable.reason }]
      return
    }
    if (code !== null) {
      standing.value = await api.coachRule(shop, code)
      version = standing.value.rule.version
      return take(standing.value.toml)
    }
    const free = freeCode([...list.items, ...list.unreadable].map((one) => one.code))
    if (like === null) {
      setFields(empty(free))
      saved.value = toml.value
      return
    }
    const model = await api.coachRule(shop, like)
    take(model.toml.replace(/^(\s*code\s*=\s*).*$/m, (_, before: string) => `${before}"${free}"`))
  }

  function told(error: unknown): { faults: readonly RuleFault[]; failed: string } {
    const named = error instanceof ApiError ? error.problem.faults ?? [] : []
    return { faults: named, failed: error === null || named.length ? '' : sentence(error) }
  }

  /** What the bench has to say about the text: nothing wrong, or everything by line. */
  function judged(error: unknown): void {
    const said = told(error)
    draftFaults.value = said.faults
    draftFailed.value = said.failed
  }

  /** What is not said at all is told without asking the server, each at its field. */
  function unsaidFaults(status: RuleStatus): RuleFault[] {
    if (!fields.value) return []
    const lines = toml.value.split('\n')
    return unsaid(fields.value, status === 'live').map((field) => ({
      line: lineFields.value.findIndex((one, i) => one === field && lines[i] !== '') + 1,
      reason: field === 'bad' || field === 'good' ? t('rules.editor.tooFew', { n: field === 'bad' ? FEWEST_BAD : FEWEST_GOOD }) : t('rules.editor.unsaid'),
    }))
  }

  async function save(status: RuleStatus): Promise<CoachRuleDetail | null> {
    const missing = unsaidFaults(status)
    if (missing.length) {
      refused.value = { toml: toml.value, faults: missing, failed: '' }
      return null
    }
    saving.value = status
    const body = { toml: toml.value, status, version }
    try {
      const next = code === null ? await api.addCoachRule(shop, body) : await api.changeCoachRule(shop, code, body)
      refused.value = null
      standing.value = next
      version = next.rule.version
      saved.value = toml.value
      return next
    } catch (error) {
      refused.value = { toml: body.toml, ...told(error) }
      return null
    } finally {
      saving.value = null
    }
  }

  return {
    fields, toml, mode, standing, faults, fieldFaults, failed, saving, changed, isNew, ruleCode,
    load, setText, setFields, judged, save,
  }
}
