// The one script tag on a shop's page. It paints the launcher, opens the chat frame from Jinpai's
// origin when it is wanted, and keeps what the chat must remember in the shop page's own storage. It
// reads nothing else of the shop's page and loads nothing but the frame.
import { isFrom, localeOf, type FrameSays, type Init, type LoaderSays } from '../bridge'
import { openKeep } from './keep'
import { paint } from './view'

/** A checkout must not wait for a chat that does not answer. */
const VISITOR_TIMEOUT_MS = 8000

declare global {
  interface Window {
    Jinpai?: { open(): void; close(): void; visitor(): Promise<string> }
  }
}

function start(script: HTMLScriptElement, shop: string): void {
  const { accent, buyer, buyerName, signature } = script.dataset
  const server = new URL(script.src).origin
  const page = document.documentElement
  const locale = localeOf(page.lang || navigator.language)
  const identity = buyer && signature ? { id: buyer, name: buyerName, signature } : null
  const keep = openKeep(server, shop, identity?.id ?? '', () => localStorage)
  const { host, button, isPhone, show: draw, mount } = paint(accent, locale)

  let frame: HTMLIFrameElement | undefined
  let port: MessagePort | undefined
  let open = false
  let unread = 0
  let asked: ((id: string | null) => void)[] = []
  let focus = false
  let scroll = ''

  const say = (word: LoaderSays) => port?.postMessage(word)
  const show = () => draw(open, unread)

  function load(): void {
    if (frame) return
    frame = document.createElement('iframe')
    frame.src = `${server}/widget/frame?shop=${encodeURIComponent(shop)}#${location.origin}`
    mount(frame)
  }

  function turn(on: boolean, byHand = true): void {
    if (on === open) return
    open = on
    if (on) load()
    if (byHand) keep.set('open', on ? '1' : '')
    // A full window on a phone is the page: the one behind must not scroll along.
    const { style } = page
    if (on && isPhone()) {
      scroll = style.overflow
      style.overflow = 'hidden'
    } else if (!on && style.overflow === 'hidden') {
      style.overflow = scroll
    }
    show()
    // On a phone a caret would pull the keyboard over the talk.
    focus = on && byHand && !isPhone()
    // A frame that is still on its way would lose the focus on arrival: it gets it when it says that it is ready.
    if (byHand && (port || !focus)) (on ? frame : button)?.focus()
    say({ type: 'shown', on, focus })
  }

  function hear(word: FrameSays): void {
    if (word.type === 'hold') {
      keep.set(word.key, word.text)
    } else if (word.type === 'unread') {
      unread = word.n
      show()
    } else if (word.type === 'visitor') {
      for (const one of asked) one(word.id)
      asked = []
    } else {
      turn(word.type === 'open')
    }
  }

  addEventListener('message', (event) => {
    const chat = frame?.contentWindow
    if (!chat || !isFrom(event, server, chat, 'ready')) return
    if (focus) frame?.focus()
    const line = new MessageChannel()
    port = line.port1
    port.onmessage = (inner) => hear(inner.data as FrameSays)
    const init: Init = { type: 'init', shop, identity, accent, locale, open, focus, held: keep.all() }
    chat.postMessage(init, server, [line.port2])
    if (asked.length) say({ type: 'visitor' })
  })

  button.onclick = () => turn(!open)
  // The frame is on its way before the finger is up again.
  button.onpointerenter = button.onfocus = load
  host.onkeydown = (event) => {
    if (event.key === 'Escape') turn(false)
  }
  addEventListener('resize', show)

  document.body.append(host)
  show()

  // Known visitors may have unread words waiting; strangers cost the shop nothing until they ask.
  const settle = () => {
    show()
    if (keep.all().token || identity) (window.requestIdleCallback ?? setTimeout)(load)
  }
  if (document.readyState === 'complete') settle()
  else addEventListener('load', settle)
  // A page turned with the window open keeps it open, except where it would hide the new page.
  if (keep.all().open && !isPhone()) turn(true, false)

  window.Jinpai = {
    open: () => turn(true),
    close: () => turn(false),
    visitor: () =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('Jinpai: no visitor'))
        asked.push((id) => (id ? resolve(id) : fail()))
        setTimeout(fail, VISITOR_TIMEOUT_MS)
        load()
        say({ type: 'visitor' })
      }),
  }
}

const script = document.currentScript as HTMLScriptElement | null
const shop = script?.dataset.shop
if (script && shop && !window.Jinpai) {
  if (document.body) start(script, shop)
  else addEventListener('DOMContentLoaded', () => start(script, shop))
}
