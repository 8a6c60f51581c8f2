// One picture, large, or one film. Esc, the button or a tap closes it; the dialog gives the focus back.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'
import { Icon } from './icon'

export interface ViewerProps {
  chat: Chat
  words: Words
  id: string
  alt: string
  /** It is a film. */
  moves: boolean
  close: () => void
}

export default function Viewer({ chat, words, id, alt, moves, close }: ViewerProps) {
  const t = lazyWords(words.locale)
  const box = useRef<HTMLDialogElement>(null)
  const [src, show] = useState('')
  const [line, setLine] = useState(t.loading)
  useEffect(() => {
    box.current?.showModal()
    chat.copy(id, 'large').then(show, () => setLine(t.picture_failed))
  }, [])
  return (
    <dialog
      ref={box}
      class="viewer"
      aria-label={alt}
      onClose={close}
      // The window itself must not close with it.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onClick={() => box.current?.close()}
    >
      {!src ? (
        <p role="status">{line}</p>
      ) : moves ? (
        // Its own buttons do not close it.
        <video
          src={src}
          controls
          autoPlay
          playsInline
          aria-label={alt}
          onClick={(event) => event.stopPropagation()}
          onError={() => {
            show('')
            setLine(t.film_unplayable)
          }}
        />
      ) : (
        <img src={src} alt={alt} />
      )}
      <button type="button" class="icon" aria-label={t.close}>
        <Icon name="close" />
      </button>
    </dialog>
  )
}
