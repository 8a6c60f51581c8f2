// The chat frame's start: shake hands with the loader, then draw. Opened on its own it stays empty.
import { render } from 'preact'
import { tonesOf } from '../accent'
import type { FrameSays, Init, LoaderSays } from '../bridge'
import { Chat } from './chat'
import { embedderOf, shakeHands } from './handshake'
import { wordsOf } from './i18n'
import './frame.css'
import { App } from './views/app'

/** Again when the buyer's system turns dark or light: the tones are made for one paper. */
function wear(accent: string): void {
  const page = document.documentElement
  const style = getComputedStyle(page)
  const tones = tonesOf(
    accent,
    style.getPropertyValue('--jp-paper').trim(),
    style.getPropertyValue('--jp-ink').trim(),
  )
  for (const [name, value] of Object.entries(tones ?? {})) page.style.setProperty(`--${name}`, value)
}

function open(init: Init, port: MessagePort): void {
  const words = wordsOf(init.locale)
  document.documentElement.lang = init.locale
  document.title = words.t('chat')
  const { accent } = init
  if (accent) {
    wear(accent)
    matchMedia('(prefers-color-scheme: dark)').onchange = () => wear(accent)
  }

  const say = (word: FrameSays) => port.postMessage(word)
  const chat = new Chat(init, say)
  const root = document.getElementById('app')
  if (root) render(<App chat={chat} words={words} say={say} />, root)

  const focus = () => document.querySelector('textarea')?.focus()
  port.onmessage = (event) => {
    const word = event.data as LoaderSays
    if (word.type === 'shown') {
      chat.setShown(word.on)
      if (word.focus) focus()
    } else {
      void chat.visitor().then((id) => say({ type: 'visitor', id }))
    }
  }
  if (init.held.token || init.identity || init.open) void chat.begin()
  if (init.focus) focus()
}

const origin = embedderOf(location.hash)
if (origin && parent !== window) void shakeHands(window, parent, origin).then(({ init, port }) => open(init, port))
