// What the chat says of the shop's hours, and what it offers a buyer whom nobody answers.
import { render, type ComponentChild } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Chat, ChatState } from '../src/frame/chat'
import { wordsOf } from '../src/frame/i18n'
import Ending from '../src/frame/views/ending.lazy'
import Service, { whenOf } from '../src/frame/views/service.lazy'
import type { ShopCard } from '../src/wire'
import { message } from './message'

let root: HTMLElement
beforeEach(() => {
  document.body.innerHTML = '<div id="app"></div>'
  root = document.getElementById('app') as HTMLElement
})
const draw = (what: ComponentChild) => act(() => render(what, root))
const words = wordsOf('zh-CN')

describe('the way to reach her later', () => {
  const chat = (items: unknown[], online: boolean) =>
    ({ state: { ended: false, farewell: null, online, pending: [], timeline: { items } } as unknown as ChatState, asks: () => true }) as unknown as Chat
  const hers = message(1, { from: 'buyer' })
  const told = (auto: 'closed' | 'nobody' | 'busy') => message(2, { from: 'bot', auto })

  it('is offered after the shop has said by itself that nobody is there', async () => {
    for (const auto of ['closed', 'nobody'] as const) {
      await draw(<Ending chat={chat([hers, told(auto)], true)} words={words} />)
      expect(root.querySelector('#contact'), auto).not.toBeNull()
    }
  })

  it('is not asked of who is only to wait a little, or was answered', async () => {
    await draw(<Ending chat={chat([hers, told('busy')], true)} words={words} />)
    expect(root.querySelector('#contact')).toBeNull()
    await draw(<Ending chat={chat([hers, told('nobody'), message(3)], true)} words={words} />)
    expect(root.querySelector('#contact')).toBeNull()
    await draw(<Ending chat={chat([hers, told('nobody'), message(3), message(4, { from: 'buyer' })], true)} words={words} />)
    expect(root.querySelector('#contact'), 'somebody has come since').toBeNull()
  })

  it('stays while nobody is connected, whatever the shop has said', async () => {
    await draw(<Ending chat={chat([hers, told('busy')], false)} words={words} />)
    expect(root.querySelector('#contact')).not.toBeNull()
  })
})

describe('the hours', () => {
  const shop = (changes_at: number | null) => ({ service: { open: false, changes_at, notice: '国庆照常发货' } }) as ShopCard

  it('say when the shop is back, and the notice stands as it was written', async () => {
    const soon = new Date()
    soon.setDate(soon.getDate() + 1)
    soon.setHours(9, 0, 0, 0)
    await draw(<Service shop={shop(soon.getTime())} words={words} at="head" />)
    expect(root.textContent).toBe('休息中 · 明天 09:00 上班')
    await draw(<Service shop={shop(null)} words={words} at="welcome" />)
    expect(root.textContent).toBe('现在是休息时间，您先留言，我们上班后回复')
    await draw(<Service shop={shop(null)} words={words} />)
    expect(root.textContent).toBe('国庆照常发货')
  })

  it('name another day by its date', () => {
    const now = new Date(2026, 8, 30, 23, 30).getTime()
    const at = new Date(2026, 9, 8, 9, 0).getTime()
    expect(whenOf(at, words, { today: '今天', tomorrow: '明天' }, now)).toMatch(/^10月8日.*周四 09:00$/)
  })
})
