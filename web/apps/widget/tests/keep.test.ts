import { beforeEach, describe, expect, it } from 'vitest'
import { keyOf, textOf, unsentIn, wavedIn } from '../src/frame/held'
import { openKeep } from '../src/loader/keep'

const SERVER = 'https://desk.example'
const open = (who = '', shop = 's1') => openKeep(SERVER, shop, who, () => localStorage)
const barred = () => {
  throw new DOMException('denied', 'SecurityError')
}

describe('what the shop page keeps', () => {
  beforeEach(() => localStorage.clear())

  it('is there on the next page, until it is forgotten', () => {
    const first = open()
    first.set('token', 't')
    first.set('out:a', 'x')
    expect(open().all()).toMatchObject({ token: 't', 'out:a': 'x' })
    open().set('out:a', '')
    expect(open().all()).not.toHaveProperty('out:a')
    expect(Object.keys(localStorage)).toHaveLength(1)
  })

  it('belongs to one server and one shop', () => {
    open().set('token', 't')
    localStorage.setItem('cart', 'the shop’s own')
    expect(open('', 's2').all()).toEqual({})
    expect(openKeep('https://other.example', 's1', '', () => localStorage).all()).toEqual({})
    expect(Object.values(open().all())).toEqual(['t'])
  })

  it('goes along when a stranger signs in, and is gone when she signs out', () => {
    open().set('token', 't')
    expect(open('buyer-1').all().token).toBe('t')
    expect(open('buyer-1').all().token).toBe('t')
    expect(open('buyer-2').all().token).toBeUndefined()
    open('buyer-2').set('token', 'u')
    expect(open('').all()).toEqual({})
  })

  it('falls back to memory where storage is barred', () => {
    const keep = openKeep(SERVER, 's1', '', barred)
    keep.set('token', 't')
    expect(keep.all().token).toBe('t')
    keep.set('token', '')
    expect(keep.all().token).toBeFalsy()
  })

  it('stays what was said last when the storage is full', () => {
    open().set('read', '3')
    const full = { ...localStorage, getItem: (key: string) => localStorage.getItem(key), setItem: barred, removeItem: barred }
    const keep = openKeep(SERVER, 's1', '', () => full as unknown as Storage)
    keep.set('read', '7')
    expect(keep.all().read).toBe('7')
  })
})

describe('what the chat finds there', () => {
  const one = (ref: string, at: number) => ({ [keyOf(ref)]: textOf({ ref, text: `${ref}？`, at }) })

  it('is what she wrote, in the order she wrote it', () => {
    const held = { token: 't', ...one('a', 2), ...one('b', 1) }
    expect(unsentIn(held, () => {})).toEqual([{ ref: 'b', text: 'b？', at: 1 }, { ref: 'a', text: 'a？', at: 2 }])
  })

  it('is nothing where entries cannot be read', () => {
    const held = { 'out:x': '{"text":1', 'out:y': 'null', 'out:z': '{"text":1,"at":1}', 'out:e': '' }
    expect(unsentIn(held, () => {})).toEqual([])
  })

  it('is never more than she could have written', () => {
    const held = Object.assign({}, ...Array.from({ length: 53 }, (_, i) => one(`r${i}`, i + 1)))
    const gone: string[] = []
    const left = unsentIn(held, (key) => gone.push(key))
    expect([left.length, left[0]?.ref, gone]).toEqual([50, 'r3', ['out:r0', 'out:r1', 'out:r2']])
  })

  it('is the last few questions that she waved away', () => {
    expect(wavedIn({ waved: 'a b c d e' })).toEqual(['b', 'c', 'd', 'e'])
  })
})
