// Of a long list only the rows near the part that is looked at are drawn; the others are room of their height. A list
// of two thousand costs what one of forty does. Rows are held to be of one height, that of the first that is drawn.
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

/** Drawn beyond either edge, so that a turn of the wheel and the Tab key find them there. */
const BEYOND = 10
/** The part that is drawn moves by so many rows at a time. */
const STEP = 5
/** Until one is drawn. */
const GUESS_PX = 61

/** Which of `count` rows are drawn when the list begins `above` pixels over the upper edge of a view so high. */
export function inSight(above: number, view: number, row: number, count: number): { from: number; to: number } {
  const first = Math.floor(above / row) - BEYOND
  const last = Math.ceil((above + view) / row) + BEYOND
  const from = Math.max(0, Math.floor(first / STEP) * STEP)
  const to = Math.min(count, Math.max(0, Math.ceil(last / STEP) * STEP))
  return from < to ? { from, to } : { from: Math.min(from, count), to: Math.min(from, count) }
}

/** `box` is what scrolls, `list` the element inside it that holds the rows and nothing else. `look` is for whoever knows
 *  that something has moved: it was scrolled, or a list above it has grown. */
export function useInSight<T>(box: Ref<HTMLElement | null>, list: Ref<HTMLElement | null>, all: Ref<readonly T[]>) {
  const from = ref(0)
  const to = ref(2 * BEYOND)
  const row = ref(GUESS_PX)

  function look(): void {
    if (!box.value || !list.value) return
    const drawn = list.value.firstElementChild as HTMLElement | null
    if (drawn?.offsetHeight) row.value = drawn.offsetHeight
    const view = box.value.getBoundingClientRect()
    const next = inSight(view.top - list.value.getBoundingClientRect().top, view.height, row.value, all.value.length)
    from.value = next.from
    to.value = next.to
  }

  let watcher: ResizeObserver | undefined
  onMounted(() => {
    watcher = new ResizeObserver(look)
    watch(box, (now, before) => {
      if (before) watcher?.unobserve(before)
      if (now) watcher?.observe(now)
    }, { immediate: true })
  })
  onBeforeUnmount(() => watcher?.disconnect())

  const rows = computed(() => all.value.slice(from.value, to.value))
  const room = computed(() => ({
    paddingTop: `${Math.min(from.value, all.value.length) * row.value}px`,
    paddingBottom: `${Math.max(0, all.value.length - to.value) * row.value}px`,
  }))
  return { rows, room, from, look }
}
