// A picture of the talk, in the box that stands there already; a click shows it large.
import { useEffect, useState } from 'preact/hooks'
import type { Picture } from '../../wire'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import Viewer from './viewer.lazy'

export interface PictureProps {
  picture: Picture
  alt: string
  chat: Chat
  words: Words
}

export default function PictureInBox({ picture, alt, chat, words }: PictureProps) {
  const [src, show] = useState('')
  const [large, open] = useState(false)
  const { up } = chat.state
  useEffect(() => {
    // What a lost line kept away comes when it is back.
    if (!src) chat.copy(picture.id, 'small').then(show, () => undefined)
  }, [picture.id, up])
  return (
    <>
      <button type="button" onClick={() => open(true)} aria-label={alt}>
        {src && <img src={src} alt="" />}
      </button>
      {large && <Viewer chat={chat} words={words} id={picture.id} alt={alt} close={() => open(false)} />}
    </>
  )
}
