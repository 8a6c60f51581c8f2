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
  { path: '/:rest(.*)*', redirect: { name: 'desk' } },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach((to) => {
  const { session } = useSession()
  if (to.meta.open) return session && !session.person.must_change_password ? { name: 'desk' } : true
  if (!session) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.person.must_change_password && to.name !== 'new-password') return { name: 'new-password' }
  return true
})
