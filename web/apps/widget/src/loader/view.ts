// What the loader paints on the shop's page: one round button and the window's frame, in a shadow
// root of their own. Everything goes through the DOM and CSSOM, never through markup or style
// attributes, so it stands under a shop's own `style-src 'self'`.
import css from './loader.css?inline'
import type { Locale } from '../bridge'
import { onOf } from './tone'

/** From here on the window stands beside the page; the sheet says the same. */
const DESKTOP_PX = 480
const TALK = 'M21 11.5a8.5 8 0 0 1-12.4 7.1L4 20l1.3-4A8 8 0 1 1 21 11.5ZM9 13.2c1.7 1.7 4.3 1.7 6 0'
const DOWN = 'M6 9.5l6 6 6-6'
const SVG = 'http://www.w3.org/2000/svg'

/** To ask, to close, how many are unread, and the name of the window. */
const WORDS = {
  'zh-CN': ['联系客服', '收起聊天窗', '，# 条未读消息', '与店铺客服聊天'],
  en: ['Chat with us', 'Close the chat', ', # unread', 'Chat with the shop'],
} as const

export interface View {
  host: HTMLElement
  button: HTMLButtonElement
  isPhone(): boolean
  show(open: boolean, unread: number): void
  mount(frame: HTMLIFrameElement): void
}

export function paint(accent: string | undefined, locale: Locale): View {
  const [ask, close, more, name] = WORDS[locale]
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K) => document.createElement(tag)
  const host = make('jinpai-widget' as 'div')
  const root = host.attachShadow({ mode: 'open' })
  const set = (token: string, value: string) => host.style.setProperty(token, value)
  const on = onOf(accent)
  if (accent && on) {
    set('--accent', accent)
    set('--on', on)
  }

  // What stands in a button is no thing of its own to a screen reader: its label says all.
  const button = make('button')
  const count = make('b')
  const svg = part('svg', 'viewBox', '0 0 24 24')
  const sign = part('path', 'd', TALK)
  svg.append(sign)
  button.append(svg, count)
  const panel = make('div')
  root.append(panel, button)
  adopt(root)

  // On a phone the window ends where the on-screen keyboard begins.
  const seen = visualViewport
  if (seen) {
    const fit = () => {
      set('--top', `${seen.offsetTop}px`)
      set('--tall', `${seen.height}px`)
    }
    fit()
    seen.onresize = seen.onscroll = fit
  }

  return {
    host,
    button,
    isPhone: () => innerWidth < DESKTOP_PX,
    show(open, unread) {
      for (const one of [button, panel]) one.classList.toggle('on', open)
      sign.setAttribute('d', open ? DOWN : TALK)
      button.ariaExpanded = `${open}`
      button.ariaLabel = open ? close : ask + (unread ? more.replace('#', `${unread}`) : '')
      count.textContent = open || !unread ? '' : unread > 99 ? '99+' : `${unread}`
      if (!open) set('--clear', `${clearance(host)}px`)
    },
    mount(frame) {
      frame.title = name
      panel.append(frame)
    },
  }
}

function adopt(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    // Browsers without constructed sheets get an element, which such a shop's CSP may refuse.
    const style = document.createElement('style')
    style.textContent = css
    root.append(style)
  }
}

function part(tag: string, name: string, value: string): Element {
  const made = document.createElementNS(SVG, tag)
  made.setAttribute(name, value)
  return made
}

/** How far up the button must move so that it covers no bar the shop pinned to the bottom (its buy button). */
function clearance(host: HTMLElement): number {
  const bottom = innerHeight
  for (let node of document.elementsFromPoint(innerWidth - 44, bottom - 4) as (Element | null)[]) {
    for (; node && node !== host; node = node.parentElement) {
      if (!/fixed|sticky/.test(getComputedStyle(node).position)) continue
      const bar = node.getBoundingClientRect()
      // A bar lies along the bottom edge; anything taller is the page itself.
      if (bottom - bar.bottom < 2 && bar.height < bottom / 3) return bar.height
    }
  }
  return 0
}
