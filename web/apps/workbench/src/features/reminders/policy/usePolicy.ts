// A policy under the pen: its text, what the server says of it a moment after the last key, saving, starting
// and stopping.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { ApiError, type Flow, type PolicyCheck, type PolicyState } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import type { Spec } from './knobs'

const CHECK_AFTER_MS = 350

export function usePolicy(shop: string, mayEdit: boolean, flow: Flow = 'payment') {
  const state = shallowRef<PolicyState | null>(null)
  const toml = ref('')
  /** The text as it was saved last, and its version. */
  const saved = ref({ version: 0, toml: '' })
  /** The newest version when this edit began. */
  const base = ref(0)
  const check = shallowRef<PolicyCheck | null>(null)
  /** What the form shows: the newest text that could be read. */
  const spec = shallowRef<Spec | null>(null)
  const checking = ref(false)
  const failed = ref('')
  const busy = ref<'save' | 'start' | 'stop' | null>(null)
  const changed = computed(() => toml.value !== saved.value.toml)
  const faults = computed(() => check.value?.faults ?? [])
  const examples = computed(() => check.value?.examples ?? [])
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function loadState(): Promise<void> {
    const list = await api.policies(shop)
    state.value = list.items.find((one) => one.flow === flow) ?? null
  }

  async function open(version: number): Promise<void> {
    const text = await api.policy(shop, version, flow)
    saved.value = { version, toml: text.toml }
    toml.value = text.toml
    base.value = state.value?.newest ?? 0
  }

  async function load(): Promise<void> {
    await loadState()
    await open(state.value?.in_force || state.value?.newest || 0)
  }

  async function judge(): Promise<void> {
    const mine = ++run
    checking.value = true
    try {
      const said = await api.checkPolicy(shop, flow, toml.value)
      if (mine !== run) return
      check.value = said
      if (said.spec) spec.value = said.spec as Spec
      failed.value = ''
    } catch (error) {
      if (mine === run) failed.value = sentence(error)
    } finally {
      if (mine === run) checking.value = false
    }
  }

  watch(toml, (text) => {
    if (!text || !mayEdit) return
    clearTimeout(timer)
    timer = setTimeout(() => void judge(), check.value ? CHECK_AFTER_MS : 0)
  })
  onBeforeUnmount(() => {
    run++
    clearTimeout(timer)
  })

  /** Does it, and tells in a sentence what was refused; true when it was done. */
  async function doing(what: 'save' | 'start' | 'stop', work: () => Promise<void>): Promise<boolean> {
    busy.value = what
    failed.value = ''
    try {
      await work()
      return true
    } catch (error) {
      const named = error instanceof ApiError ? error.problem.faults?.map((one) => one.reason).join(' · ') : ''
      failed.value = named ? `${sentence(error)} ${named}` : sentence(error)
      return false
    } finally {
      busy.value = null
      await loadState().catch(() => undefined)
    }
  }

  const save = (note: string) => doing('save', async () => {
    const text = await api.savePolicy(shop, { flow, toml: toml.value, note, base: base.value })
    saved.value = { version: text.version, toml: text.toml }
    base.value = text.version
  })
  const start = (version: number) => doing('start', () => api.startPolicy(shop, flow, version, state.value?.revision ?? 0))
  const stop = () => doing('stop', () => api.stopPolicy(shop, flow, state.value?.revision ?? 0))

  return { state, toml, saved, check, spec, checking, failed, busy, changed, faults, examples, load, loadState, open, save, start, stop }
}
