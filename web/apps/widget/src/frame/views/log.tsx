// The talk. Keeps to its end while the buyer reads there, stays where she is while she reads older
// words, and fetches earlier ones when she reaches the top.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { rowsOf } from '../rows'
import { servingName } from './app'
import { Bubble } from './bubble'
import { lazily } from './lazy'

const Rating = lazily(() => import('./rating.lazy'))
const Contact = lazily(() => import('./contact.lazy'))

const NEAR_PX = 48

export function Log({ chat, words }: { chat: Chat; words: Words }) {
  const { state } = chat
  const { items, more } = state.timeline
  const log = useRef<HTMLDivElement>(null)
  const place = useRef({ atEnd: true, first: '', height: 0, sent: 0 })
  const [behind, setBehind] = useState(false)

  const toEnd = () => {
    const box = log.current
    if (box) box.scrollTop = box.scrollHeight
  }
  const onScroll = () => {
    const box = log.current
    if (!box) return
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
    place.current.atEnd = atEnd
    chat.setAtEnd(atEnd)
    if (atEnd) setBehind(false)
    if (box.scrollTop < NEAR_PX) void chat.older()
  }

  const last = items[items.length - 1]?.id
  const first = items[0]?.id ?? ''
  useLayoutEffect(() => {
    const box = log.current
    if (!box) return
    const was = place.current
    const prepended = was.first !== '' && first !== was.first
    const wrote = state.pending.length > was.sent
    if (prepended && !was.atEnd) box.scrollTop += box.scrollHeight - was.height
    else if (was.atEnd || wrote) toEnd()
    else if (last) setBehind(true)
    place.current = { ...was, first, height: box.scrollHeight, sent: state.pending.length }
  }, [last, first, state.pending.length, state.typing, state.shop, state.ended, state.online])

  useLayoutEffect(() => {
    // The keyboard, the composer or the window's first opening change the room the log has.
    const watch = new ResizeObserver(() => place.current.atEnd && toEnd())
    // What is fetched later grows into the log when it comes.
    const grown = new MutationObserver(() => place.current.atEnd && toEnd())
    if (log.current) {
      watch.observe(log.current)
      grown.observe(log.current, { childList: true, subtree: true })
    }
    return () => {
      watch.disconnect()
      grown.disconnect()
    }
  }, [])

  const rows = rowsOf(items, state.pending, state.marks)
  return (
    <div class="talk">
      <div
        class="log"
        ref={log}
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-busy={state.loadingOlder || state.phase !== 'ready'}
        aria-label={words.t('log')}
        tabIndex={0}
        onScroll={onScroll}
      >
        {state.loadingOlder && <p class="line">{words.t('older')}</p>}
        {!state.shop && <Bones />}
        {state.shop && !more && <Welcome chat={chat} words={words} />}
        {rows.map((row) =>
          row.kind === 'day' || row.kind === 'time' ? (
            <p class="line" key={row.key}>
              {row.kind === 'day' ? words.day(row.at) : words.time(row.at)}
            </p>
          ) : (
            <Bubble row={row} key={row.key} chat={chat} words={words} />
          ),
        )}
        <Ending chat={chat} words={words} />
        {state.typing && (
          <p class="typing">{words.t('typing', { name: servingName(state) ?? words.t('agent') })}</p>
        )}
      </div>
      {behind && (
        <button type="button" class="newest" onClick={toEnd}>
          {words.t('newest')} ↓
        </button>
      )}
    </div>
  )
}

/** What follows the last words: the end of the talk with its question, or the way to reach her later. */
function Ending({ chat, words }: { chat: Chat; words: Words }) {
  const { ended, farewell, online, timeline, pending } = chat.state
  if (ended) {
    return (
      <>
        <p class="line">{words.t('ended')}</p>
        {farewell && chat.asks(farewell.conversation) && (
          <Rating key={farewell.conversation} chat={chat} words={words} farewell={farewell} />
        )}
      </>
    )
  }
  const name = `contact-${new Date().toDateString().replaceAll(' ', '-')}`
  const last = timeline.items[timeline.items.length - 1]
  const waits = last?.from === 'buyer' && pending.length === 0
  return online === false && waits && chat.asks(name) ? <Contact chat={chat} words={words} name={name} /> : null
}

function Welcome({ chat, words }: { chat: Chat; words: Words }) {
  const shop = chat.state.shop
  if (!shop) return null
  return (
    <>
      <p class="bubble theirs">{shop.welcome || words.t('welcome')}</p>
      {shop.quick_questions.length > 0 && (
        <ul class="chips" aria-label={words.t('questions')}>
          {shop.quick_questions.map((question) => (
            <li key={question}>
              <button type="button" onClick={() => chat.send(question)}>
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Bones() {
  return (
    <div class="bones" aria-hidden="true">
      <span class="bone" />
      <span class="bone" />
    </div>
  )
}
