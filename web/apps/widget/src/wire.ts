// The buyer's side of the wire: what the server says to the frame and the frame to the server.
// Types only; nothing here may run.

export interface BuyerMessage {
  id: string
  seq: number
  from: 'buyer' | 'agent' | 'bot'
  author_name: string | null
  /** Set on the buyer's own messages only, else empty. */
  client_ref: string
  /** May be empty where there is a picture. */
  text: string
  picture: Picture | null
  card: Card | null
  at: number
  /** Its author took it back. */
  recalled: boolean
  /** Why the shop said it by itself. */
  auto?: 'closed' | 'nobody' | 'busy'
}

export interface Picture {
  id: string
  /** Pixels of the large copy. */
  width: number
  height: number
  /** It is a short film, in the large copy alone. */
  film?: { duration_ms: number; bytes: number }
}

export type Card =
  | { kind: 'product'; title: string; sku: string; price_fen: number | null }
  | { kind: 'order'; number: string; title: string; total_fen: number; status: OrderStatus }

export type OrderStatus = 'unpaid' | 'paid' | 'shipped' | 'finished' | 'closed'

/** A talk that is over, about which the buyer may say something. */
export interface Farewell {
  conversation: string
  ended_at: number
  rating: { score: number; word: string; given_at: number } | null
}

export interface Marks {
  agent_delivered_seq: number
  agent_read_seq: number
}

export interface ShopCard {
  id: string
  name: string
  welcome: string
  quick_questions: string[]
  answer_within_s: number
  service: Service
}

export interface Service {
  open: boolean
  /** When that changes; null: not in the time that can be foreseen. */
  changes_at: number | null
  /** A line of the shop for now. */
  notice: string | null
}

export interface Identity {
  id: string
  name?: string
  signature: string
}

export interface Session {
  token: string
  visitor: string
  buyer: { id: string; name: string }
  conversation: string | null
  shop: ShopCard
  now_at: number
}

export interface Page {
  items: BuyerMessage[]
  more: boolean
  marks: Marks
}

export type ServerFrame =
  | { type: 'welcome'; now_at: number; online: boolean }
  | { type: 'message'; message: BuyerMessage }
  | ({ type: 'marks' } & Marks)
  | { type: 'typing'; on: boolean }
  | { type: 'presence'; online: boolean }
  | { type: 'recalled'; seqs: number[] }
  /** Her place among those whom nobody has taken yet; 0: somebody has. */
  | { type: 'queue'; place: number }
  | { type: 'farewell'; farewell: Farewell }
  | { type: 'pong'; now_at: number }
  | { type: 'error'; code: string; detail: string }

export type ClientFrame =
  | { type: 'hello'; token: string; cursor: number }
  | { type: 'delivered'; seq: number }
  | { type: 'read'; seq: number }
  | { type: 'typing'; on: boolean }
  | { type: 'ping' }

/** The longest message the server takes, in Unicode scalar values. */
export const MESSAGE_LIMIT = 4000
