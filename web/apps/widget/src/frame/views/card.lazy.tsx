// A product or an order at a glance. Its words stand in the message too, and are shown until this has come.
import type { Card } from '../../wire'
import type { Locale } from '../../bridge'
import { lazyWords } from '../words.lazy'

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`

export default function CardBox({ card, locale }: { card: Card; locale: Locale }) {
  const t = lazyWords(locale)
  const product = card.kind === 'product'
  const fen = product ? card.price_fen : card.total_fen
  return (
    <div class="card">
      <b>{card.title}</b>
      <span>{product ? `${t.sku} ${card.sku}` : `${t.order} ${card.number}`}</span>
      <span>
        {fen !== null && <b>{yuan(fen)}</b>} {!product && t[card.status]}
      </span>
    </div>
  )
}
