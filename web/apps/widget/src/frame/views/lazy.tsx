// What is fetched when it is wanted, so that the first message need not wait for it.
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export function lazily<P extends object>(fetch: () => Promise<{ default: ComponentType<P> }>) {
  return function Later(props: P) {
    const [View, show] = useState<ComponentType<P> | null>(null)
    useEffect(() => {
      fetch().then(
        (found) => show(() => found.default),
        // Without a line it stays away, and comes with the next try.
        () => undefined,
      )
    }, [])
    return View && <View {...props} />
  }
}
