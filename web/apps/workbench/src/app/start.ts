// From a session to a living desk: lists first, then the line from the sequence they were read at.
import { router } from './router'
import { useDesk } from '@/features/desk/store'
import { useSending } from '@/features/desk/sending'
import { useClock } from '@/shared/stores/clock'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'

export async function startDesk(): Promise<void> {
  const desk = useDesk()
  const live = useLive()
  useClock().start()
  const cursors = await desk.load()
  useSending().restore()
  live.start(cursors, () => { void leave() })
}

/** The session is over: nothing of it stays on the page. */
export async function leave(): Promise<void> {
  useLive().stop()
  useClock().stop()
  useDesk().forget()
  useSession().drop()
  if (router.currentRoute.value.name !== 'sign-in') {
    await router.replace({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } })
  }
}

/** The shop or a role changed: what the person may do and which shops she serves is read again. */
export async function refreshSession(): Promise<void> {
  const session = useSession()
  const served = () => session.shops.map((one) => one.id).sort().join()
  const before = served()
  if (!await session.restore()) return leave()
  if (served() !== before) await startDesk()
}
