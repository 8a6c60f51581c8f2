// The talk. Keeps to its end while the buyer reads there, stays where she is while she reads older
// words, and fetches earlier ones when she reaches the top.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { rowsOf } from '../rows'
import { Service, servingName } from './app'
import { Bubble } from './bubble'
import { lazily } from './lazy'

const Ending = lazily(() => import('./ending.lazy'))

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
        {(state.ended || state.online === false || items.some((m) => m.auto)) && <Ending chat={chat} words={words} />}
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

function Welcome({ chat, words }: { chat: Chat; words: Words }) {
  const shop = chat.state.shop
  if (!shop) return null
  return (
    <>
      <p class="bubble theirs">{shop.welcome || words.t('welcome')}</p>
      {!shop.service.open && <Service shop={shop} words={words} at="welcome" />}
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
