// Where the buyer writes. A plain textarea, because anything cleverer breaks input methods.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { MESSAGE_LIMIT } from '../../wire'
import { attach } from '../attach'
import type { Chat } from '../chat'
import { sends } from '../enter'
import type { Words } from '../i18n'
import { Icon } from './icon'
import { lazily } from './lazy'

const Emoji = lazily(() => import('./emoji.lazy'))

const COUNT_FROM = MESSAGE_LIMIT - 200
const TALL_PX = 132

export const lengthOf = (text: string) => [...text].length

export function Composer({ chat, words }: { chat: Chat; words: Words }) {
  const [text, setText] = useState('')
  const [faces, setFaces] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  const composing = useRef(false)
  const length = lengthOf(text.trim())
  const ready = length > 0 && length <= MESSAGE_LIMIT

  const write = (next: string) => {
    setText(next)
    chat.typed(next.trim() === '')
  }
  const send = () => {
    if (!ready) return
    chat.send(text)
    setText('')
    setFaces(false)
    box.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && faces) {
      event.preventDefault()
      setFaces(false)
    }
    if (!sends(event, composing.current)) return
    event.preventDefault()
    send()
  }
  const insert = (face: string) => {
    const at = box.current?.selectionStart ?? text.length
    write(text.slice(0, at) + face + text.slice(box.current?.selectionEnd ?? at))
    caret.current = at + face.length
    closeFaces()
  }
  const closeFaces = () => {
    setFaces(false)
    box.current?.focus()
  }

  useLayoutEffect(() => {
    const area = box.current
    if (!area) return
    if (caret.current !== null) area.setSelectionRange(caret.current, caret.current)
    caret.current = null
    area.style.height = 'auto'
    area.style.height = `${Math.min(TALL_PX, area.scrollHeight)}px`
  }, [text])

  return (
    <footer class="foot">
      {faces && <Emoji label={words.t('emoji')} pick={insert} close={closeFaces} />}
      <Notice chat={chat} words={words} length={length} />
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <button
          type="button"
          class="icon"
          aria-label={words.t('emoji')}
          aria-expanded={faces}
          title={words.t('emoji')}
          onClick={() => setFaces(!faces)}
        >
          <Icon name="smile" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label={words.t('picture')}
          title={words.t('picture')}
          onClick={() => files.current?.click()}
        >
          <Icon name="picture" />
        </button>
        <input
          ref={files}
          type="file"
          accept="image/*,video/mp4,video/quicktime"
          multiple
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files
            if (chosen) void attach(chat, words.locale, [...chosen])
            event.currentTarget.value = ''
          }}
        />
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={words.t('placeholder')}
          aria-label={words.t('message')}
          aria-invalid={length > MESSAGE_LIMIT}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => (composing.current = false)}
          onBlur={() => chat.typed(true)}
        />
        <button type="submit" class="send" aria-label={words.t('send')} title={words.t('send')} disabled={!ready}>
          <Icon name="send" />
        </button>
      </form>
    </footer>
  )
}

/** One line above the composer: too fast, too long, or nearly so. */
function Notice({ chat, words, length }: { chat: Chat; words: Words; length: number }) {
  const { holdUntil, online } = chat.state
  const [now, tick] = useState(Date.now())
  useEffect(() => {
    if (holdUntil === null) return
    tick(Date.now())
    const timer = setInterval(() => tick(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [holdUntil])
  let line = ''
  let bad = false
  if (length > MESSAGE_LIMIT) {
    line = words.t('too_long', { limit: MESSAGE_LIMIT, n: length - MESSAGE_LIMIT })
    bad = true
  } else if (holdUntil !== null) {
    line = words.t('too_fast', { n: Math.max(1, Math.ceil((holdUntil - now) / 1000)) })
  } else if (length >= COUNT_FROM) {
    line = words.t('left', { n: MESSAGE_LIMIT - length })
  } else if (online === false) {
    line = words.t('leave')
  }
  return (
    <p class={bad ? 'notice bad' : 'notice'} role="status">
      {line}
    </p>
  )
}
