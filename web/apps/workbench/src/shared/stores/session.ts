// Who is signed in, in which shops and roles, and which shop the pages show.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError, type Role, type SendKey, type Session, type ShopBrief } from '@jinpai/api'
import { api, apiContext } from '../api'
import { useLocale } from '../i18n'
import { noticesOf } from '../notices'

const RANK: Record<Role, number> = { agent: 0, lead: 1, owner: 2 }
const SHOP_KEY = 'jp.shop'

export const useSession = defineStore('session', () => {
  const session = ref<Session | null>(null)
  const chosenShop = ref(localStorage.getItem(SHOP_KEY) ?? '')
  /** What the server's clock said, and when that was by ours. */
  let told = { at: Date.now(), here: Date.now() }

  const person = computed(() => session.value?.person ?? null)
  const shops = computed<ShopBrief[]>(() => session.value?.shops ?? [])
  const shop = computed<ShopBrief | null>(
    () => shops.value.find((one) => one.id === chosenShop.value) ?? shops.value[0] ?? null)
  const sendKey = computed<SendKey>(() => person.value?.settings.send_key ?? 'enter')
  const notices = computed(() => noticesOf(person.value?.settings.notices))
  const ownsAny = computed(() => shops.value.some((one) => one.role === 'owner'))

  /** The present moment by the server's clock, which runs faster than ours in a demo. */
  function now(): number {
    return told.at + (Date.now() - told.here) * (session.value?.pace ?? 1)
  }

  function hearTime(at: number): void { told = { at, here: Date.now() } }

  function take(next: Session): void {
    session.value = next
    hearTime(next.now_at)
    apiContext.csrf = next.csrf
    useLocale(next.person.locale === 'en' ? 'en' : 'zh-CN')
  }

  function drop(): void {
    session.value = null
    apiContext.csrf = ''
  }

  apiContext.renew = async () => {
    const before = person.value?.id
    if (!before || !await restore()) return false
    if (person.value?.id === before) return true
    // Somebody else signed in on this browser: nothing of the first may stay on the page.
    window.location.reload()
    return false
  }

  /** Reads the session of the cookie; false when there is none. */
  async function restore(): Promise<boolean> {
    try {
      take(await api.session())
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return false
      throw error
    }
  }

  async function signIn(login: string, password: string): Promise<void> {
    take(await api.signIn(login.trim(), password))
  }

  async function signOut(): Promise<void> {
    await api.signOut()
    drop()
  }

  function chooseShop(id: string): void {
    chosenShop.value = id
    localStorage.setItem(SHOP_KEY, id)
  }

  function briefOf(id: string): ShopBrief | null {
    return shops.value.find((one) => one.id === id) ?? null
  }

  /** May the person do what `role` may, in that shop (default: the shown one)? */
  function may(role: Role, shopId?: string): boolean {
    const brief = shopId ? briefOf(shopId) : shop.value
    return brief !== null && RANK[brief.role] >= RANK[role]
  }

  return {
    session, person, shops, shop, sendKey, notices, ownsAny,
    now, hearTime, take, drop, restore, signIn, signOut, chooseShop, briefOf, may,
  }
})
