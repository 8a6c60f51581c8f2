// The one script tag on a shop's page. It paints the launcher, opens the chat frame from Jinpai's
// origin when it is wanted, and keeps the visitor's token in the shop page's own storage. It reads
// nothing else of the shop's page and loads nothing but the frame.
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

interface Asked {
  resolve(id: string): void
  reject(error: Error): void
}

function start(script: HTMLScriptElement, shop: string): void {
  const data = script.dataset
  const server = new URL(script.src).origin
  const locale = localeOf(document.documentElement.lang || navigator.language)
  const identity =
    data.buyer && data.signature ? { id: data.buyer, name: data.buyerName, signature: data.signature } : null
  const keep = openKeep(server, shop, identity?.id ?? '', () => localStorage)
  const view = paint(document, data.accent ?? null, locale)

  let frame: HTMLIFrameElement | null = null
  let port: MessagePort | null = null
  let open = false
  let unread = 0
  let asked: Asked[] = []
  let focus = false
  let scroll = ''

  const say = (word: LoaderSays) => port?.postMessage(word)
  const show = () => view.show(open, unread)

  function load(): void {
    if (frame) return
    frame = document.createElement('iframe')
    frame.src = `${server}/widget/frame?shop=${encodeURIComponent(shop)}#${encodeURIComponent(location.origin)}`
    view.mount(frame)
  }

  function turn(on: boolean, byHand: boolean): void {
    if (on === open) return
    open = on
    if (on) load()
    if (byHand) keep.setOpen(on)
    // A full window on a phone is the page: the one behind must not scroll along.
    const page = document.documentElement.style
    if (on && view.isPhone()) {
      scroll = page.overflow
      page.overflow = 'hidden'
    } else if (!on && page.overflow === 'hidden') {
      page.overflow = scroll
    }
    show()
    if (byHand) (on ? frame : view.button)?.focus()
    // On a phone a caret would pull the keyboard over the talk.
    focus = on && byHand && !view.isPhone()
    say({ type: 'shown', on, focus })
  }

  function hear(word: FrameSays): void {
    switch (word.type) {
      case 'token':
        return keep.setToken(word.token)
      case 'read':
        return keep.setReadSeq(word.seq)
      case 'keep':
        return keep.keep(word.unsent)
      case 'drop':
        return keep.drop(word.ref)
      case 'wave':
        return keep.wave(word.what)
      case 'unread':
        unread = word.n
        return show()
      case 'visitor':
        for (const one of asked) {
          if (word.id) one.resolve(word.id)
          else one.reject(new Error('Jinpai: no visitor'))
        }
        asked = []
        return
      case 'open':
      case 'close':
        return turn(word.type === 'open', true)
    }
  }

  addEventListener('message', (event) => {
    if (!frame?.contentWindow || !isFrom(event, server, frame.contentWindow, 'ready')) return
    const { port1, port2 } = new MessageChannel()
    port = port1
    port.onmessage = (inner) => hear(inner.data as FrameSays)
    const init: Init = {
      type: 'init',
      shop,
      token: keep.token(),
      identity,
      accent: data.accent ?? null,
      locale,
      open,
      focus,
      read_seq: keep.readSeq(),
      unsent: keep.unsent(),
      waved: keep.waved(),
    }
    frame.contentWindow.postMessage(init, server, [port2])
    if (asked.length > 0) say({ type: 'visitor' })
  })

  view.button.addEventListener('click', () => turn(!open, true))
  // The frame is on its way before the finger is up again.
  for (const hint of ['pointerenter', 'focus']) view.button.addEventListener(hint, load, { once: true })
  view.host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') turn(false, true)
  })
  addEventListener('resize', show)

  document.body.append(view.host)
  show()

  // Known visitors may have unread words waiting; strangers cost the shop nothing until they ask.
  const settle = () => {
    show()
    if (keep.token() || identity) (window.requestIdleCallback ?? setTimeout)(load)
  }
  if (document.readyState === 'complete') settle()
  else addEventListener('load', settle)
  // A page turned with the window open keeps it open, except where it would hide the new page.
  if (keep.open() && !view.isPhone()) turn(true, false)

  window.Jinpai = {
    open: () => turn(true, true),
    close: () => turn(false, true),
    visitor: () =>
      new Promise((resolve, reject) => {
        asked.push({ resolve, reject })
        setTimeout(() => reject(new Error('Jinpai: no answer')), VISITOR_TIMEOUT_MS)
        load()
        say({ type: 'visitor' })
      }),
  }
}

const script = document.currentScript
if (script instanceof HTMLScriptElement && script.dataset.shop && !window.Jinpai) {
  const shop = script.dataset.shop
  if (document.body) start(script, shop)
  else addEventListener('DOMContentLoaded', () => start(script, shop))
}
