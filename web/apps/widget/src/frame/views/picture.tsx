// A picture in the talk. Its box has its size before a byte has come, so nothing jumps.
import { useEffect, useState } from 'preact/hooks'
import type { Picture } from '../../wire'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazily } from './lazy'

const Viewer = lazily(() => import('./viewer.lazy'))
const WIDE = 200
const TALL = 240

export function boxOf({ width, height }: { width: number; height: number }) {
  const scale = Math.min(1, WIDE / width, TALL / height)
  return { width: `${Math.max(48, Math.round(width * scale))}px`, height: `${Math.max(48, Math.round(height * scale))}px` }
}

export interface PictureProps {
  picture: Picture
  alt: string
  chat: Chat
  words: Words
}

export function PictureBox({ picture, alt, chat, words }: PictureProps) {
  const [src, show] = useState('')
  const [large, open] = useState(false)
  const { up } = chat.state
  useEffect(() => {
    // What a lost line kept away comes when it is back.
    if (!src) chat.copy(picture.id, 'small').then(show, () => undefined)
  }, [picture.id, up])
  return (
    <>
      <button type="button" class="pic" style={boxOf(picture)} onClick={() => open(true)} aria-label={alt}>
        {src && <img src={src} alt="" />}
      </button>
      {large && <Viewer chat={chat} words={words} id={picture.id} alt={alt} close={() => open(false)} />}
    </>
  )
}
