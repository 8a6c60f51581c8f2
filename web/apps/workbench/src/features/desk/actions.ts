// What can be done with the open talk, by the names of their keys, so that the command bar does it too.
import { defineStore } from 'pinia'
import { onBeforeUnmount, shallowRef } from 'vue'

type Actions = Record<string, () => void>

export const useDeskActions = defineStore('desk-actions', () => {
  const held = shallowRef<Actions>({})
  const may = shallowRef<() => boolean>(() => false)

  /** For the life of the calling component. */
  function provide(actions: Actions, when: () => boolean): void {
    held.value = actions
    may.value = when
    onBeforeUnmount(() => {
      if (held.value !== actions) return
      held.value = {}
      may.value = () => false
    })
  }

  /** The names of what can be done now. */
  const now = (): string[] => (may.value() ? Object.keys(held.value) : [])
  const run = (name: string): void => held.value[name]?.()

  return { provide, now, run }
})
