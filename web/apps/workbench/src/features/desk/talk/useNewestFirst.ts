// A talk that is opened shows its newest lines at once; those above the screen come when the page has a moment.
import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** No line is lower, with the gap below it. */
const LINE_PX = 44
/** Later than this they come although the page is busy. */
const AT_LATEST_MS = 300

export function useNewestFirst<T>(all: Ref<readonly T[]>) {
  const whole = ref(false)
  const fits = Math.ceil(window.innerHeight / LINE_PX)
  const shown = computed(() => (whole.value || all.value.length <= fits ? all.value : all.value.slice(-fits)))
  let frame = 0
  let idle: ReturnType<typeof setTimeout> | undefined

  const rest = () => { whole.value = true }
  watch(() => all.value.length > 0, (said) => {
    if (!said || frame) return
    // After the frame that shows the newest.
    frame = requestAnimationFrame(() => {
      if ('requestIdleCallback' in window) requestIdleCallback(rest, { timeout: AT_LATEST_MS })
      else idle = setTimeout(rest, AT_LATEST_MS)
    })
  }, { immediate: true })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    clearTimeout(idle)
  })

  return { shown, whole, rest }
}
