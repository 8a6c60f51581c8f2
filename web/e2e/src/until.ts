// Waiting for something to become true, with a clear word about what never did.
const EVERY_MS = 50

export async function until<T>(what: string, look: () => Promise<T> | T, withinMs = 20_000): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen) return seen as NonNullable<T>
    if (Date.now() > end) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`)
    await new Promise((go) => setTimeout(go, EVERY_MS))
  }
}
