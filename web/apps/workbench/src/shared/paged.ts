// A list that grows page by page: what lies below the first page, and the way to the next one.
import { ref, shallowRef } from 'vue'
import { ElMessage } from './element'
import { sentence } from './problem'

export function usePaged<T, Cursor>(read: (after: Cursor) => Promise<{ items: readonly T[]; next: Cursor | null }>) {
  const older = shallowRef<readonly T[]>([])
  const next = shallowRef<Cursor | null>(null)
  const loading = ref(false)

  /** A first page was read; the list goes on after it there. */
  function begin(after: Cursor | null): void {
    older.value = []
    next.value = after
  }

  async function more(): Promise<void> {
    if (next.value === null) return
    loading.value = true
    try {
      const page = await read(next.value)
      older.value = [...older.value, ...page.items]
      next.value = page.next
    } catch (error) {
      ElMessage.error(sentence(error))
    } finally {
      loading.value = false
    }
  }

  return { older, next, loading, begin, more }
}
