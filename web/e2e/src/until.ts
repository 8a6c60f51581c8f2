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

/** Both sides settle to the same words; says what was seen last when they do not. */
export async function reads(look: () => Promise<string[]>, wanted: readonly string[]): Promise<void> {
  let seen: string[] = []
  const same = async () => {
    seen = await look()
    return seen.length === wanted.length && seen.every((text, i) => text === wanted[i])
  }
  await until('', same, 10_000).catch(() => {
    throw new Error(`read ${JSON.stringify(seen)} where ${JSON.stringify(wanted)} was said`)
  })
}
