// Moments in words, for components: the shop's zone, the person's language, the server's clock.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Locale } from '@jinpai/api'
import { dayAndTime, dayName, timeOf } from './format'
import { useClock } from './stores/clock'
import { useSession } from './stores/session'

export function useWhen(shopId?: () => string) {
  const { t, locale } = useI18n()
  const session = useSession()
  const clock = useClock()
  const zone = computed(() => (shopId ? session.briefOf(shopId()) : session.shop)?.zone ?? 'Asia/Shanghai')
  const words = computed(() => ({ today: t('day.today'), yesterday: t('day.yesterday'), tomorrow: t('day.tomorrow') }))
  return {
    zone,
    when: (at: number) => dayAndTime(at, clock.now, zone.value, locale.value as Locale, words.value),
    day: (at: number) => dayName(at, clock.now, zone.value, locale.value as Locale, words.value),
    time: (at: number) => timeOf(at, zone.value),
  }
}
