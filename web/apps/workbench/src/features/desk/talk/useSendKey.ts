// Which key sends, said beside the composer and switched there; kept with the person's settings.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/shared/api'
import { ElMessage } from '@/shared/element'
import { sentence } from '@/shared/problem'
import { useSession } from '@/shared/stores/session'

export function useSendKey() {
  const { t } = useI18n()
  const session = useSession()
  const hint = computed(() => t(session.sendKey === 'enter' ? 'composer.enterSends' : 'composer.ctrlEnterSends'))

  async function toggle(): Promise<void> {
    try {
      const send_key = session.sendKey === 'enter' ? 'ctrl-enter' : 'enter'
      session.take(await api.saveMySettings({ settings: { send_key } }))
    } catch (error) {
      ElMessage.error(sentence(error))
    }
  }

  return { hint, toggle }
}
