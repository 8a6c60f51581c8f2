// One part of the shop's service while it is changed: what is wrong with it, saving it over the version it began with,
// and what to do when somebody else was quicker.
import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { ApiError, type ServiceView } from '@jinpai/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'

export interface Saving {
  busy: Ref<boolean>
  failed: Ref<string>
  wrong: Ref<Record<string, string>>
  /** Somebody saved another version meanwhile. */
  stale: Ref<boolean>
  save: (send: () => Promise<ServiceView>) => Promise<ServiceView | null>
}

export function useSaving(): Saving {
  const { t } = useI18n()
  const busy = ref(false)
  const failed = ref('')
  const wrong = ref<Record<string, string>>({})
  const stale = ref(false)

  async function save(send: () => Promise<ServiceView>): Promise<ServiceView | null> {
    busy.value = true
    failed.value = ''
    wrong.value = {}
    stale.value = false
    try {
      const saved = await send()
      ElMessage.success(t('common.saved'))
      return saved
    } catch (error) {
      wrong.value = error instanceof ApiError ? error.problem.fields ?? {} : {}
      stale.value = error instanceof ApiError && error.problem.code === 'not-newest'
      failed.value = sentence(error)
      return null
    } finally {
      busy.value = false
    }
  }

  return { busy, failed, wrong, stale, save }
}
