// Opens the companion as a window of its own, to stand beside another client. The same one again is brought to the front.
import { router } from '@/app/router'

export function openCompanion(shop: string): void {
  const { href } = router.resolve({ name: 'companion', query: shop ? { shop } : {} })
  window.open(href, 'jinpai-companion', 'popup,width=360,height=720')?.focus()
}
