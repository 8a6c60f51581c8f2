// One way to load what a page shows: loading, failed with a sentence, or there. A newer call wins over
// an older one that answers late.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useDelayed } from './delayed'
import { sentence } from './problem'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  failed: Ref<string>
  skeleton: Ref<boolean>
  loading: Ref<boolean>
  load: () => Promise<void>
}

export function useLoad<T>(read: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const failed = ref('')
  const loading = ref(false)
  const firstLoad = ref(false)
  let run = 0
  async function load(): Promise<void> {
    const mine = ++run
    loading.value = true
    firstLoad.value = data.value === null
    try {
      const value = await read()
      if (mine !== run) return
      data.value = value
      failed.value = ''
    } catch (error) {
      if (mine === run) failed.value = sentence(error)
    } finally {
      if (mine === run) {
        loading.value = false
        firstLoad.value = false
      }
    }
  }
  return { data, failed, loading, skeleton: useDelayed(firstLoad), load }
}
