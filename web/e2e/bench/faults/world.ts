// What everybody in the run shares.
import type { Seeded } from '../seeded'
import type { Ledger } from './ledger'
import type { Witness } from './witness'

export type ShopKey = 'A' | 'B'

export interface World {
  origin: string
  seed: number
  /** The id of each shop. */
  shops: Record<ShopKey, string>
  ledger: Ledger
  witness: Witness
  /** Promises that were broken, in words; the ledger and the witness keep more. */
  wrong: string[]
  /** Messages that are on their way this moment. */
  inFlight: number
  /** Requests that got no answer, and were made again. */
  unanswered: number
  /** The talk of each buyer, by her id. */
  talkOf: Map<string, string>
  /** Nothing new is begun any more. */
  over: boolean
}

export interface Answer {
  status: number
  code: string
  text: string
  body: unknown
}

const PATIENCE_MS = 15_000

/** One request as a page makes it. None: no answer came. A failure that the server itself tells breaks its promise. */
export async function ask(
  world: World, method: string, path: string, headers: Record<string, string>, body?: unknown,
): Promise<Answer | null> {
  let answer: Answer
  try {
    const response = await fetch(world.origin + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const text = await response.text()
    answer = { status: response.status, code: '', text, body: text ? JSON.parse(text) : null }
  } catch {
    world.unanswered++
    return null
  }
  const { code } = (answer.body ?? {}) as { code?: string }
  if (answer.status >= 500) world.wrong.push(`${method} ${path}: ${answer.status} ${answer.text}`)
  return { ...answer, code: code ?? '' }
}

/** A time that some of them keep waiting for, without a rhythm that all share. */
export const between = (chance: Seeded, from: number, to: number): Promise<void> =>
  new Promise((go) => setTimeout(go, chance.within(from, to)))
