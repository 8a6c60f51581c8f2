// @vitest-environment happy-dom
import { createApp, defineComponent, h, nextTick, ref } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import DraftField from '@/shared/draft/DraftField.vue'
import { ImeGuard } from '@/shared/draft/ime'

const key = (over: Partial<{ isComposing: boolean; keyCode: number; key: string; timeStamp: number }> = {}) =>
  ({ isComposing: false, keyCode: 13, key: 'Enter', timeStamp: 1000, ...over })

describe('the guard', () => {
  it('owns every key between start and end', () => {
    const guard = new ImeGuard()
    expect(guard.owns(key())).toBe(false)
    guard.started()
    expect(guard.owns(key())).toBe(true)
    guard.ended({ timeStamp: 1000 })
    expect(guard.owns(key({ timeStamp: 1100 }))).toBe(false)
  })

  it('owns keys that the browser marks, whichever way', () => {
    const guard = new ImeGuard()
    expect(guard.owns(key({ isComposing: true }))).toBe(true)
    expect(guard.owns(key({ keyCode: 229 }))).toBe(true)
  })

  it('owns the Enter that ended the composition, where its end is told first', () => {
    const guard = new ImeGuard()
    guard.started()
    guard.ended({ timeStamp: 1000 })
    expect(guard.owns(key({ timeStamp: 1001 }))).toBe(true)
  })

  it('is free again after the field lost the focus in the middle', () => {
    const guard = new ImeGuard()
    guard.started()
    guard.reset()
    expect(guard.owns(key())).toBe(false)
  })
})

describe('the field', () => {
  const root = document.createElement('div')
  afterEach(() => { root.innerHTML = '' })

  it('neither checks nor sends while an input method composes', async () => {
    const settled: string[] = []
    const commands: string[] = []
    const text = ref('')
    const app = createApp(defineComponent({
      render: () => h(DraftField, {
        modelValue: text.value, findings: [], label: 'reply',
        'onUpdate:modelValue': (now: string) => { text.value = now },
        onSettled: (now: string) => settled.push(now),
        onCommand: (event: KeyboardEvent) => commands.push(event.key),
      }),
    }))
    document.body.append(root)
    app.mount(root)
    const area = root.querySelector('textarea')!
    const type = (now: string) => {
      area.value = now
      area.dispatchEvent(new Event('input', { bubbles: true }))
    }
    area.dispatchEvent(new CompositionEvent('compositionstart'))
    type('bu')
    type('buj')
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await nextTick()
    expect(settled).toEqual([])
    expect(commands).toEqual([])
    expect(text.value).toBe('buj')
    type('不讲价')
    area.dispatchEvent(new CompositionEvent('compositionend'))
    expect(settled).toEqual(['不讲价'])
    app.unmount()
  })
})
