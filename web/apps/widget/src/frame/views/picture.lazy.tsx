// A picture or a film of the talk, in the box that stands there already; a click shows it large, or plays it.
import { useEffect, useState } from 'preact/hooks'
import type { Picture } from '../../wire'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'
import Viewer from './viewer.lazy'

export interface PictureProps {
  picture: Picture
  alt: string
  chat: Chat
  words: Words
}

/** Minutes and seconds. */
function lengthOf(ms: number) {
  const s = Math.round(ms / 1000)
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

export default function PictureInBox({ picture, alt, chat, words }: PictureProps) {
  const [src, show] = useState('')
  const [large, open] = useState(false)
  const { up } = chat.state
  const { film } = picture
  const label = film ? `${lazyWords(words.locale).film} ${lengthOf(film.duration_ms)}` : alt
  useEffect(() => {
    // What a lost line kept away comes when it is back.
    if (!src && !film) chat.copy(picture.id, 'small').then(show, () => undefined)
  }, [picture.id, up])
  return (
    <>
      <button type="button" class={film && 'film'} onClick={() => open(true)} aria-label={label}>
        {film ? `▶ ${lengthOf(film.duration_ms)}` : src && <img src={src} alt="" />}
      </button>
      {large && <Viewer chat={chat} words={words} id={picture.id} alt={label} moves={!!film} close={() => open(false)} />}
    </>
  )
}
