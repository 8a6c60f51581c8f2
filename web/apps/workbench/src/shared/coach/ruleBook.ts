// The rules of a shop as the pages know them: read once, read again when the shop's coach changes.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CoachRule, CoachRuleDetail } from '@jinpai/api'
import { api } from '@/shared/api'
import { currentLocale } from '@/shared/i18n'
import { useLive } from '@/shared/stores/live'

export const useRuleBook = defineStore('rule-book', () => {
  const live = useLive()
  const rules = shallowRef<ReadonlyMap<string, CoachRule>>(new Map())
  const details = new Map<string, Promise<CoachRuleDetail>>()
  const of = ref('')
  let reading: Promise<void> | null = null

  const bookOf = (shop: string) => `${shop}|${currentLocale()}`

  /** Reads the list when it is not there yet; what cannot be read leaves the codes bare. */
  async function open(shop: string): Promise<void> {
    if (of.value === bookOf(shop)) return reading ?? undefined
    of.value = bookOf(shop)
    reading = api.coachRules(shop)
      .then((list) => { rules.value = new Map(list.items.map((one) => [one.code, one])) })
      .catch(() => { of.value = '' })
    return reading
  }

  function rule(code: string): CoachRule | null { return rules.value.get(code) ?? null }
  function name(code: string): string { return rules.value.get(code)?.name ?? code }

  /** One rule with its source and examples, asked for once. */
  function detail(shop: string, code: string): Promise<CoachRuleDetail> {
    const key = `${bookOf(shop)}|${code}`
    const known = details.get(key)
    if (known) return known
    const asked = api.coachRule(shop, code)
    details.set(key, asked)
    asked.catch(() => details.delete(key))
    return asked
  }

  function forget(shop: string): void {
    for (const key of [...details.keys()]) if (key.startsWith(`${shop}|`)) details.delete(key)
    if (of.value.startsWith(`${shop}|`)) of.value = ''
  }

  live.listen({
    event: (event) => {
      if (event.kind !== 'coach-changed') return
      const shown = of.value.startsWith(`${event.shop}|`)
      forget(event.shop)
      if (shown) void open(event.shop)
    },
    reset: forget,
  })

  return { rules, open, rule, name, detail, forget }
})
