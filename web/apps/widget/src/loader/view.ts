// What the loader paints on the shop's page: one round button and the window's frame, in a shadow
// root of their own. Everything goes through the DOM and CSSOM, never through markup or style
// attributes, so it stands under a shop's own `style-src 'self'`.
import css from './loader.css?inline'
import { tonesOf } from '../accent'
import type { Locale } from '../bridge'

const GOLD = '#8a5a0b'
const PHONE = '(max-width: 479px)'
const SVG = 'http://www.w3.org/2000/svg'

const WORDS = {
  'zh-CN': { ask: '联系客服', close: '收起聊天窗', unread: (n: number) => `联系客服，${n} 条未读消息`, frame: '与店铺客服聊天' },
  en: {
    ask: 'Chat with us',
    close: 'Close the chat',
    unread: (n: number) => `Chat with us, ${n} unread`,
    frame: 'Chat with the shop',
  },
}

export interface View {
  host: HTMLElement
  button: HTMLButtonElement
  panel: HTMLElement
  isPhone(): boolean
  show(open: boolean, unread: number): void
  mount(frame: HTMLIFrameElement): void
}

export function paint(doc: Document, accent: string | null, locale: Locale): View {
  const words = WORDS[locale]
  const host = doc.createElement('jinpai-widget')
  const root = host.attachShadow({ mode: 'open' })
  adopt(doc, root)

  const tones = tonesOf(accent ?? GOLD) ?? tonesOf(GOLD)
  host.style.setProperty('--accent', tones?.accent ?? GOLD)
  host.style.setProperty('--on', tones?.on ?? 'white')

  const button = doc.createElement('button')
  button.type = 'button'
  button.append(
    icon(doc, 'talk', 'M21 11.5a8.5 8 0 0 1-12.4 7.1L4 20l1.3-4A8 8 0 1 1 21 11.5ZM9 13.2c1.7 1.7 4.3 1.7 6 0'),
    icon(doc, 'down', 'M6 9.5l6 6 6-6'),
  )
  const count = doc.createElement('b')
  count.ariaHidden = 'true'
  button.append(count)

  const panel = doc.createElement('div')
  root.append(panel, button)

  const view: View = {
    host,
    button,
    panel,
    isPhone: () => matchMedia(PHONE).matches,
    show(open, unread) {
      button.classList.toggle('on', open)
      panel.classList.toggle('on', open)
      button.ariaExpanded = String(open)
      button.ariaLabel = open ? words.close : unread > 0 ? words.unread(unread) : words.ask
      count.textContent = open || unread === 0 ? '' : unread > 99 ? '99+' : String(unread)
      if (!open) host.style.setProperty('--clear', `${clearance(doc, host)}px`)
    },
    mount(frame) {
      frame.title = words.frame
      panel.append(frame)
    },
  }
  followKeyboard(view)
  return view
}

function adopt(doc: Document, root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    // Browsers without constructed sheets get an element, which such a shop's CSP may refuse.
    const style = doc.createElement('style')
    style.textContent = css
    root.append(style)
  }
}

function icon(doc: Document, name: string, path: string): SVGElement {
  const svg = doc.createElementNS(SVG, 'svg')
  svg.setAttribute('class', name)
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const line = doc.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

/** How far up the button must move so that it covers no bar the shop pinned to the bottom (its buy button). */
function clearance(doc: Document, host: HTMLElement): number {
  const bottom = innerHeight
  for (let node of doc.elementsFromPoint(innerWidth - 44, bottom - 4) as (Element | null)[]) {
    for (; node && node !== host; node = node.parentElement) {
      const { position } = getComputedStyle(node)
      if (position !== 'fixed' && position !== 'sticky') continue
      const bar = node.getBoundingClientRect()
      // A bar lies along the bottom edge; anything taller is the page itself.
      if (bottom - bar.bottom < 2 && bar.height < bottom / 3) return Math.round(bar.height)
    }
  }
  return 0
}

/** On a phone the window ends where the on-screen keyboard begins. */
function followKeyboard({ host }: View): void {
  const seen = visualViewport
  const fit = () => {
    if (!seen) return
    host.style.setProperty('--top', `${seen.offsetTop}px`)
    host.style.setProperty('--tall', `${seen.height}px`)
  }
  seen?.addEventListener('resize', fit)
  seen?.addEventListener('scroll', fit)
}
