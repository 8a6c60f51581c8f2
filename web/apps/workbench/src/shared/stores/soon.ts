// Reload-at-most-every: events come in bursts (an import of thousands of orders), pages read once.

/** Runs `action` soon after the first call and again after the last, never more often than every `everyMs`. */
export function soon(action: () => void, everyMs: number): { ask: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined
        action()
      }, everyMs)
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
