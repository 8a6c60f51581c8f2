// Copies text and says whether it worked; pages without a secure origin have no clipboard.
import { ElMessage } from './element'
import { say } from './i18n'

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    ElMessage.success(say('common.copied'))
    return true
  } catch {
    ElMessage.warning(say('common.copyFailed'))
    return false
  }
}
