import type { BuyerMessage } from '../src/wire'

export function message(seq: number, change: Partial<BuyerMessage> = {}): BuyerMessage {
  return { id: `m${seq}`, seq, from: 'agent', author_name: '云云', client_ref: '', text: `第 ${seq} 句`, picture: null, card: null,
    recalled: false, at: seq * 1000, ...change }
}
