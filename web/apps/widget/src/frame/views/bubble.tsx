// One message, of either side, or one that is still on its way.
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import type { BuyerMessage } from '../../wire'
import type { Row } from '../rows'
import { boxOf } from './box'
import { lazily } from './lazy'

const CardBox = lazily(() => import('./card.lazy'))
const PictureInBox = lazily(() => import('./picture.lazy'))

type BubbleRow = Extract<Row, { kind: 'message' | 'pending' }>

const LINK = /(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+[\w/#=&-])/

/** Words with their links made to open, the rest left as text. */
function linked(text: string) {
  return text.split(LINK).map((part, i) =>
    i % 2 === 1 ? (
      <a key={i} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  )
}

export function Bubble({ row, chat, words }: { row: BubbleRow; chat: Chat; words: Words }) {
  if (row.kind === 'pending') {
    const { pending } = row
    const failed = pending.state === 'failed'
    return (
      <div class="row mine">
        {pending.shot ? (
          <span class="pic" style={boxOf(pending.shot)}>
            {pending.shot.url && <img src={pending.shot.url} alt={words.t('picture_mine')} />}
          </span>
        ) : (
          <p class={failed ? 'bubble mine bad' : 'bubble mine'}>{pending.text}</p>
        )}
        {failed ? (
          <p class="state bad">
            {pending.reason ?? words.t('failed')}
            <button type="button" onClick={() => chat.retry(pending.ref)}>
              {words.t('retry')}
            </button>
            <button type="button" onClick={() => chat.discard(pending.ref)}>
              {words.t('discard')}
            </button>
          </p>
        ) : (
          <p class="state">{words.t(chat.state.up || chat.state.phase !== 'ready' ? 'sending' : 'waiting')}</p>
        )}
      </div>
    )
  }
  const { message, name, state } = row
  if (message.recalled) return <p class="line">{words.t('recalled')}</p>
  if (message.from === 'buyer') {
    return (
      <div class="row mine">
        <Said message={message} mine alt={words.t('picture_mine')} chat={chat} words={words} />
        {state && <p class="state">{words.t(state)}</p>}
      </div>
    )
  }
  const label = message.from === 'bot' ? words.t('auto') : name
  return (
    <div class="row">
      {label && <p class="name">{label}</p>}
      <Said message={message} alt={words.t('picture_of', { name: message.author_name ?? words.t('agent') })} chat={chat} words={words} />
    </div>
  )
}

interface SaidProps {
  message: BuyerMessage
  mine?: boolean
  alt: string
  chat: Chat
  words: Words
}

/** What a message shows, and what it says. */
function Said({ message, mine, alt, chat, words }: SaidProps) {
  const { picture, card, text } = message
  return (
    <>
      {picture && (
        <div class="pic" style={boxOf(picture)}>
          <PictureInBox picture={picture} alt={alt} chat={chat} words={words} />
        </div>
      )}
      {card ? (
        <div class="bubble theirs">
          <CardBox card={card} locale={words.locale} />
        </div>
      ) : (
        text && <p class={mine ? 'bubble mine' : 'bubble theirs'}>{linked(text)}</p>
      )}
    </>
  )
}
