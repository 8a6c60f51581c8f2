// The pages and who may see them. Every page but the desk is loaded when it is first opened.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useSession } from '@/shared/stores/session'
import DeskPage from '@/features/desk/DeskPage.vue'
import SignInPage from '@/features/session/SignInPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    title: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { open: true, title: 'session.title' } },
  {
    path: '/new-password', name: 'new-password',
    component: () => import('@/features/session/NewPasswordPage.vue'), meta: { title: 'password.title' },
  },
  { path: '/', redirect: { name: 'desk' } },
  { path: '/desk/:shop?/:conversation?', name: 'desk', component: DeskPage, meta: { title: 'nav.desk' } },
  {
    path: '/reminders', name: 'reminders',
    component: () => import('@/features/reminders/RemindersPage.vue'), meta: { title: 'reminder.title' },
  },
  {
    path: '/orders/:order?', name: 'orders',
    component: () => import('@/features/orders/OrdersPage.vue'), meta: { title: 'order.title' },
  },
  {
    path: '/products', name: 'products',
    component: () => import('@/features/products/ProductsPage.vue'), meta: { title: 'product.title' },
  },
  {
    path: '/rules', name: 'rules',
    component: () => import('@/features/rules/RulesPage.vue'), meta: { title: 'rules.title' },
  },
  {
    path: '/settings', name: 'settings',
    component: () => import('@/features/settings/SettingsPage.vue'), meta: { title: 'settings.title' },
  },
  { path: '/:rest(.*)*', redirect: { name: 'desk' } },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach((to) => {
  const store = useSession()
  const { session } = store
  if (to.meta.open) return session && !session.person.must_change_password ? { name: 'desk' } : true
  if (!session) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.person.must_change_password && to.name !== 'new-password') return { name: 'new-password' }
  // A link from the desk says which of the agent's shops it speaks of.
  if (typeof to.query.shop === 'string' && store.briefOf(to.query.shop)) store.chooseShop(to.query.shop)
  return true
})
