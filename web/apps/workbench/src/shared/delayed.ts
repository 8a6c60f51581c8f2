// Skeletons appear after 150 ms, so that quick answers do not flicker.
import { ref, watch, type Ref } from 'vue'

export const SKELETON_AFTER_MS = 150

export function useDelayed(loading: Ref<boolean>): Ref<boolean> {
  const shown = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(loading, (now) => {
    clearTimeout(timer)
    if (now) timer = setTimeout(() => { shown.value = true }, SKELETON_AFTER_MS)
    else shown.value = false
  }, { immediate: true })
  return shown
}
