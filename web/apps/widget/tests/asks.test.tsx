// What the chat asks at the end of a talk and while nobody is there.
import { render, type ComponentChild } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../src/frame/api'
import type { Chat } from '../src/frame/chat'
import { wordsOf } from '../src/frame/i18n'
import { boxOf } from '../src/frame/views/box'
import Contact from '../src/frame/views/contact.lazy'
import Rating from '../src/frame/views/rating.lazy'

const call = vi.fn()
const wave = vi.fn()
const chat = { api: { call }, wave } as unknown as Chat
let root: HTMLElement

beforeEach(() => {
  call.mockReset()
  wave.mockReset()
  document.body.innerHTML = '<div id="app"></div>'
  root = document.getElementById('app') as HTMLElement
})

const draw = (what: ComponentChild) => act(() => render(what, root))
/** The answer of the shop has come and is drawn. */
const settled = () => act(() => new Promise<void>((done) => setTimeout(done)))
const click = async (element: Element | null) => {
  await act(() => void (element as HTMLElement).click())
  await settled()
}
const type = (text: string) =>
  act(() => {
    const field = root.querySelector('input') as HTMLInputElement
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
const submit = async () => {
  await act(() => void root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))
  await settled()
}

describe('the five faces', () => {
  const farewell = { conversation: 'c1', ended_at: 1, rating: null }
  const faces = () => [...root.querySelectorAll('.scores button')]

  it('are kept with one tap, and take a word afterwards', async () => {
    call.mockResolvedValue({})
    await draw(<Rating chat={chat} words={wordsOf('zh-CN')} farewell={farewell} />)
    expect(faces().map((face) => face.getAttribute('aria-label'))).toEqual(['很不满意', '不满意', '一般', '满意', '非常满意'])
    await click(faces()[3] ?? null)
    expect(call).toHaveBeenLastCalledWith('POST', 'rating', { conversation: 'c1', score: 4, word: '' })
    expect(faces()[3]?.getAttribute('aria-pressed')).toBe('true')
    await type('很耐心')
    await submit()
    expect(call).toHaveBeenLastCalledWith('POST', 'rating', { conversation: 'c1', score: 4, word: '很耐心' })
    expect(root.textContent).toContain('谢谢您的评价')
  })

  it('say so when the shop did not take it, and show what stands', async () => {
    call.mockRejectedValue(new Problem(409, 'already-done', '这一项已经处理过了'))
    await draw(<Rating chat={chat} words={wordsOf('zh-CN')} farewell={farewell} />)
    await click(faces()[0] ?? null)
    expect(root.textContent).toContain('已经处理过了')
    expect(faces()[0]?.getAttribute('aria-pressed')).toBe('false')
  })

  it('go with one tap and are not asked again', async () => {
    await draw(<Rating chat={chat} words={wordsOf('en')} farewell={farewell} />)
    await click(root.querySelector('.quiet'))
    expect(wave).toHaveBeenCalledExactlyOnceWith('c1')
    expect(call).not.toHaveBeenCalled()
  })
})

describe('the contact', () => {
  it('says what it is for, and shows it masked once it is left', async () => {
    call.mockResolvedValue({ masked: '138****8000' })
    await draw(<Contact chat={chat} words={wordsOf('zh-CN')} name="today" />)
    expect(root.textContent).toContain('不发广告')
    await type('13800138000')
    await submit()
    expect(call).toHaveBeenCalledExactlyOnceWith('POST', 'contact', { value: '13800138000' })
    expect(root.textContent).toContain('138****8000')
  })

  it('says what is wrong with it', async () => {
    call.mockRejectedValue(new Problem(422, 'invalid', '有内容不符合要求', null, { value: '应为手机号' }))
    await draw(<Contact chat={chat} words={wordsOf('zh-CN')} name="today" />)
    await type('12')
    await submit()
    expect(root.querySelector('[role=alert]')?.textContent).toContain('应为手机号')
  })
})

it('a picture has its box before it has come, whatever its shape', () => {
  expect(boxOf({ width: 1600, height: 1600 })).toEqual({ width: '200px', height: '200px' })
  expect(boxOf({ width: 1600, height: 10 })).toEqual({ width: '200px', height: '48px' })
  expect(boxOf({ width: 60, height: 1200 })).toEqual({ width: '48px', height: '240px' })
})
