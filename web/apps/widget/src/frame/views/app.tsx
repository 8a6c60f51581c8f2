// The whole window: head, connection line, log, composer.
import { useEffect, useReducer } from 'preact/hooks'
import type { FrameSays } from '../../bridge'
import { attach } from '../attach'
import type { Chat, ChatState } from '../chat'
import type { Words } from '../i18n'
import { Composer } from './composer'
import { Icon } from './icon'
import { lazily } from './lazy'
import { Log } from './log'

const Menu = lazily(() => import('./menu.lazy'))
export const Service = lazily(() => import('./service.lazy'))

export interface AppProps {
  chat: Chat
  words: Words
  say: (word: FrameSays) => void
}

export function App({ chat, words, say }: AppProps) {
  const [, draw] = useReducer((n: number) => n + 1, 0)
  useEffect(() => chat.listen(() => draw(0)), [chat])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) say({ type: 'close' })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [say])
  const { state } = chat
  /** Files that are pasted or dropped go as pictures; words go their usual way. */
  const take = (event: Event, data: DataTransfer | null) => {
    const files = [...(data?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    void attach(chat, words.locale, files)
  }
  return (
    <main
      class="chat"
      aria-label={words.t('chat')}
      onPaste={(event) => take(event, event.clipboardData)}
      onDragOver={(event) => event.dataTransfer?.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer)}
    >
      <Head chat={chat} words={words} close={() => say({ type: 'close' })} />
      <LinkLine state={state} words={words} />
      {state.shop?.service.notice && <Service shop={state.shop} words={words} />}
      {state.phase === 'failed' ? <Failed chat={chat} words={words} /> : <Log chat={chat} words={words} />}
      <Composer chat={chat} words={words} />
    </main>
  )
}

/** The agent who spoke last, while she is the one to expect. */
export function servingName(state: ChatState): string | null {
  const spoken = state.timeline.items.filter((m) => m.from === 'agent' && m.author_name)
  return spoken[spoken.length - 1]?.author_name ?? null
}

function Head({ chat, words, close }: { chat: Chat; words: Words; close: () => void }) {
  const { state } = chat
  const { shop, online, talking, queue } = state
  const name = servingName(state)
  const who = online === false ? words.t('offline') : queue ? words.t('queue', { n: queue }) : name ? words.t('serving', { name }) : words.t('online')
  const soon =
    online !== false && shop && shop.answer_within_s > 0
      ? words.t('within', { span: words.span(shop.answer_within_s) })
      : null
  return (
    <header class="head">
      <span class="logo" aria-hidden="true">
        {shop ? [...shop.name][0] : ''}
      </span>
      <div class="who">
        <h1>{shop?.name ?? (state.phase === 'failed' ? words.t('chat') : <span class="bone" />)}</h1>
        {shop &&
          online !== null &&
          (shop.service.open ? (
            <p>
              <i class={online ? 'dot on' : 'dot'} />
              {soon ? `${who} · ${soon}` : who}
            </p>
          ) : (
            <Service shop={shop} words={words} at="head" />
          ))}
      </div>
      {talking && <Menu chat={chat} words={words} />}
      <button type="button" class="icon" aria-label={words.t('minimise')} title={`${words.t('minimise')} Esc`} onClick={close}>
        <Icon name="down" />
      </button>
    </header>
  )
}

function LinkLine({ state, words }: { state: ChatState; words: Words }) {
  // A blink of the line is nobody's business, so the sheet shows this line only after a moment.
  const down = state.phase === 'ready' && !state.up
  return (
    <p class={down ? 'link down' : 'link'} role="status">
      {down ? words.t(navigator.onLine ? 'reconnecting' : 'no_network') : ''}
    </p>
  )
}

function Failed({ chat, words }: { chat: Chat; words: Words }) {
  const { failure } = chat.state
  const busy = failure?.status === 429
  return (
    <section class="failed" role="alert">
      <h2>{words.t(busy ? 'start_busy' : 'start_failed')}</h2>
      <p>{failure?.detail || words.t('start_failed_hint')}</p>
      <button type="button" class="plain" onClick={() => chat.again()}>
        {words.t('start_again')}
      </button>
    </section>
  )
}
