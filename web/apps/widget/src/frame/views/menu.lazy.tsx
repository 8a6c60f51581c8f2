// What a buyer rarely does: ending the talk.
import { useRef } from 'preact/hooks'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'
import { Icon } from './icon'

export default function Menu({ chat, words }: { chat: Chat; words: Words }) {
  const t = lazyWords(words.locale)
  const box = useRef<HTMLDetailsElement>(null)
  return (
    <details
      class="menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !box.current?.open) return
        event.stopPropagation()
        box.current.open = false
        box.current.querySelector('summary')?.focus()
      }}
    >
      <summary class="icon" aria-label={t.more} title={t.more}>
        <Icon name="more" />
      </summary>
      <button type="button" onClick={() => void chat.close()}>
        {t.end}
      </button>
    </details>
  )
}
