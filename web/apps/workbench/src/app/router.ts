// The pages and who may see them. Every page but the desk is loaded when it is first opened.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@jinpai/api'
import { useSession } from '@/shared/stores/session'
import DeskPage from '@/features/desk/DeskPage.vue'
import SignInPage from '@/features/session/SignInPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    /** Without the rail, the lists and the line: a window that stands beside another client. */
    bare?: boolean
    /** The least role in the shown shop; others are led to the list. */
    needs?: Role
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
    path: '/reminders/policy/inquiry', name: 'inquiryPolicy',
    component: () => import('@/features/reminders/policy/InquiryPolicyPage.vue'), meta: { title: 'policy.inquiry.title' },
  },
  {
    path: '/reminders/policy', name: 'policy',
    component: () => import('@/features/reminders/policy/PolicyPage.vue'), meta: { title: 'policy.title' },
  },
  {
    path: '/reminders/effect', name: 'effect',
    component: () => import('@/features/reminders/effect/EffectPage.vue'), meta: { title: 'effect.title' },
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
    path: '/phrases', name: 'phrases',
    component: () => import('@/features/phrases/PhrasesPage.vue'), meta: { title: 'phrase.title' },
  },
  {
    path: '/quality/:tab(audit|review)?', name: 'quality',
    component: () => import('@/features/quality/QualityPage.vue'), meta: { title: 'quality.title' },
  },
  {
    path: '/rules/new', name: 'rule-new',
    component: () => import('@/features/rules/editor/RuleEditorPage.vue'), meta: { title: 'rules.editor.new', needs: 'lead' },
  },
  {
    path: '/rules/dismissed', name: 'dismissals',
    component: () => import('@/features/rules/DismissalsPage.vue'), meta: { title: 'rules.dismissals.title', needs: 'lead' },
  },
  {
    path: '/rules/:code/edit', name: 'rule-edit',
    component: () => import('@/features/rules/editor/RuleEditorPage.vue'), meta: { title: 'rules.editor.title', needs: 'lead' },
  },
  {
    path: '/rules/:code?', name: 'rules',
    component: () => import('@/features/rules/RulesPage.vue'), meta: { title: 'rules.title' },
  },
  {
    path: '/playbook/:tab(ledger|steps|settings)?', name: 'playbook',
    component: () => import('@/features/playbook/PlaybookPage.vue'), meta: { title: 'playbook.title', needs: 'lead' },
  },
  {
    path: '/settings', name: 'settings',
    component: () => import('@/features/settings/SettingsPage.vue'), meta: { title: 'settings.title' },
  },
  {
    path: '/companion', name: 'companion',
    component: () => import('@/features/companion/CompanionPage.vue'), meta: { title: 'companion.title', bare: true },
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
  if (to.meta.needs && !store.may(to.meta.needs)) return { name: 'rules' }
  return true
})
