// Tells an agent who is not looking that a buyer has written: a chime, a notification on the desktop, the count in
// the title and a dot on the icon. Never about the talk that is open before her eyes, and from one tab alone.
import { computed, onBeforeUnmount, watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'
import { useDesk } from '../desk/store'
import { useGroups } from '../desk/groups'
import { useTeam } from '../desk/team'
import { chime } from './chime'
import { clearPopups, popUp } from './popup'
import { FRESH_MS, firstWords, isOurs, newsOf, oursWaiting, type News } from './rules'
import { openSpeaker } from './speaker'

/** A buyer whom nobody has is given out within this; only then is it known whom she concerns. */
const GIVEN_OUT_MS = 1_500

export function useNotices() {
  const { t } = useI18n()
  const desk = useDesk()
  const live = useLive()
  const session = useSession()
  const team = useTeam()
  const groups = useGroups()
  const route = useRoute()
  const router = useRouter()
  const speaker = openSpeaker()
  const later = new Set<ReturnType<typeof setTimeout>>()
  const me = () => session.person?.id ?? ''

  const waiting = computed(() => oursWaiting(desk.sorted, me(), groups.isForMe))
  const looksAt = (id: string) => route.name === 'desk' && desk.openId === id && document.hasFocus()

  function onNews(news: News): void {
    const queued = desk.list.get(news.conversation)?.owner === null
    if (!queued) return tell(news)
    const timer = setTimeout(() => {
      later.delete(timer)
      tell(news)
    }, GIVEN_OUT_MS)
    later.add(timer)
  }

  function tell(news: News): void {
    const now = desk.list.get(news.conversation)
    if (!now || now.state !== 'open' || !isOurs(now, me(), groups.isForMe) || looksAt(news.conversation) || !speaker.speaks()) return
    // On hold or away she is offered no new buyer, so a queue is not her business.
    if (!now.owner && team.state !== 'online') return
    const { sound, desktop, words } = session.notices
    if (sound) chime()
    const fresh = session.now() - news.at < FRESH_MS
    if (!desktop || !fresh || document.hasFocus()) return
    const title = words ? news.buyer : t('notices.someone')
    const body = words ? firstWords(news.text) || t('desk.picturePreview') : t('notices.count', { n: Math.max(1, waiting.value) })
    popUp(words ? news.conversation : 'waiting', title, body, () => {
      void router.push({ name: 'desk', params: { shop: news.shop, conversation: news.conversation } })
    })
  }

  live.listen({
    event: (event) => {
      const news = newsOf(event, me(), groups.isForMe)
      if (news) onNews(news)
    },
  })

  watchEffect(() => {
    const title = `${t(route.meta.title)} · Jinpai`
    document.title = waiting.value > 0 ? `(${waiting.value}) ${title}` : title
  })

  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  watchEffect(() => { icon?.setAttribute('href', waiting.value > 0 ? '/favicon-waiting.svg' : '/favicon.svg') })

  window.addEventListener('focus', clearPopups)
  onBeforeUnmount(() => {
    window.removeEventListener('focus', clearPopups)
    later.forEach(clearTimeout)
    speaker.stop()
    clearPopups()
    icon?.setAttribute('href', '/favicon.svg')
  })

  return { waiting }
}
