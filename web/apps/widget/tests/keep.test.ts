import { beforeEach, describe, expect, it } from 'vitest'
import { openKeep } from '../src/loader/keep'

const SERVER = 'https://desk.example'
const open = (who = '', shop = 's1') => openKeep(SERVER, shop, who, () => localStorage)
const barred = () => {
  throw new DOMException('denied', 'SecurityError')
}

describe('what the shop page keeps', () => {
  beforeEach(() => localStorage.clear())

  it('is there on the next page', () => {
    const first = open()
    first.setToken('t')
    first.setOpen(true)
    first.setReadSeq(7)
    first.keep({ ref: 'a', text: '还在吗', at: 2 })
    first.keep({ ref: 'b', text: '在吗', at: 1 })
    const next = open()
    expect(next.token()).toBe('t')
    expect(next.open()).toBe(true)
    expect(next.readSeq()).toBe(7)
    expect(next.unsent().map((u) => u.ref)).toEqual(['b', 'a'])
    next.drop('b')
    expect(open().unsent().map((u) => u.ref)).toEqual(['a'])
  })

  it('belongs to one server and one shop', () => {
    open().setToken('t')
    expect(open('', 's2').token()).toBeNull()
    expect(openKeep('https://other.example', 's1', '', () => localStorage).token()).toBeNull()
  })

  it('goes along when a stranger signs in, and is gone when she signs out', () => {
    open().setToken('t')
    expect(open('buyer-1').token()).toBe('t')
    expect(open('buyer-1').token()).toBe('t')
    expect(open('buyer-2').token()).toBeNull()
    open('buyer-2').setToken('u')
    expect(open('').token()).toBeNull()
  })

  it('falls back to memory where storage is barred', () => {
    const keep = openKeep(SERVER, 's1', '', barred)
    keep.setToken('t')
    keep.keep({ ref: 'a', text: '在吗', at: 1 })
    expect(keep.token()).toBe('t')
    expect(keep.unsent()).toHaveLength(1)
    keep.drop('a')
    expect(keep.unsent()).toEqual([])
  })

  it('shrugs at entries it cannot read', () => {
    localStorage.setItem(`jinpai:${SERVER}:s1:out:x`, '{"text":1')
    expect(open().unsent()).toEqual([])
  })
})
