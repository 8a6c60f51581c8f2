import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Chat } from '../src/frame/chat'
import { sends } from '../src/frame/enter'
import { wordsOf } from '../src/frame/i18n'
import { Composer } from '../src/frame/views/composer'

const press = { key: 'Enter', shiftKey: false, ctrlKey: false, altKey: false, isComposing: false, keyCode: 13 }

describe('Enter', () => {
  it('sends, and with Shift breaks the line', () => {
    expect(sends(press, false)).toBe(true)
    expect(sends({ ...press, shiftKey: true }, false)).toBe(false)
    expect(sends({ ...press, key: 'a' }, false)).toBe(false)
  })
  it('sends nothing while an input method is composing, in every browser’s way of saying so', () => {
    expect(sends({ ...press, isComposing: true }, false)).toBe(false)
    expect(sends({ ...press, keyCode: 229 }, false)).toBe(false)
    expect(sends(press, true)).toBe(false)
  })
})

describe('the composer', () => {
  const send = vi.fn()
  let area: HTMLTextAreaElement

  beforeEach(async () => {
    send.mockReset()
    document.body.innerHTML = '<div id="app"></div>'
    const chat = { state: { holdUntil: null }, send, typed: vi.fn() } as unknown as Chat
    const root = document.getElementById('app') as HTMLElement
    await act(() => render(<Composer chat={chat} words={wordsOf('zh-CN')} />, root))
    area = root.querySelector('textarea') as HTMLTextAreaElement
  })

  const write = (text: string) =>
    act(() => {
      area.value = text
      area.dispatchEvent(new Event('input', { bubbles: true }))
    })
  const enter = () =>
    act(() => {
      area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    })

  it('sends what was written and is empty again', async () => {
    await write('这款有货吗')
    await enter()
    expect(send).toHaveBeenCalledExactlyOnceWith('这款有货吗')
    expect(area.value).toBe('')
  })

  it('keeps the Enter that takes a composed word', async () => {
    await act(() => void area.dispatchEvent(new Event('compositionstart', { bubbles: true })))
    await write('zhe')
    await enter()
    expect(send).not.toHaveBeenCalled()
    await act(() => void area.dispatchEvent(new Event('compositionend', { bubbles: true })))
    await write('这')
    await enter()
    expect(send).toHaveBeenCalledExactlyOnceWith('这')
  })

  it('sends no blank and nothing over the limit, and says how far over', async () => {
    await write('   \n ')
    await enter()
    await write('长'.repeat(4001))
    await enter()
    expect(send).not.toHaveBeenCalled()
    expect(area.value).toHaveLength(4001)
    expect(document.querySelector('.notice')?.textContent).toContain('已超出 1 字')
  })

  it('counts as the server does: an emoji is one', async () => {
    await write('😊'.repeat(4000))
    await enter()
    expect(send).toHaveBeenCalledOnce()
  })
})
