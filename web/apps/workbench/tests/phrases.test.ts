import { describe, expect, it } from 'vitest'
import type { PhraseView } from '@jinpai/api'
import { askedFor, fill, folders, isBareCode, rank } from '@/features/desk/phrases/match'

function phrase(code: string, more: Partial<PhraseView> = {}): PhraseView {
  return { id: `starter:${code}`, scope: 'starter', stage: 'talk', code, title: code, text: '', keys: [], uses: 0, ...more }
}

describe('a search for a phrase', () => {
  it('begins with a slash, however the input method writes it, and ends with a space', () => {
    expect(askedFor('/')).toBe('')
    expect(askedFor('/FH')).toBe('fh')
    expect(askedFor('、发货')).toBe('发货')
    expect(askedFor('／fh')).toBe('fh')
    expect(askedFor('在的 /fh')).toBeNull()
    expect(askedFor('/fh 在的')).toBeNull()
    expect(askedFor('')).toBeNull()
  })

  it('is never taken for words to a buyer', () => {
    expect(['/fahuo', '/', '／fh1'].map(isBareCode)).toEqual([true, true, true])
    expect(['/fahuo 好', '1/2', '、好的', '好的'].map(isBareCode)).toEqual([false, false, false, false])
  })

  const list = [
    phrase('fahuo', { title: '什么时候发货', keys: ['smshfh', 'shenmeshihoufahuo'], text: '今天就打包' }),
    phrase('fapiao', { title: '开发票', keys: ['kfp', 'kaifapiao'], uses: 5 }),
    phrase('huan', { title: '换货', keys: ['hh', 'huanhuo'], text: '发货前都能换' }),
  ]
  const codes = (query: string) => rank(list, query).map((one) => one.code)

  it('goes by code, then by the sound or the words of the title, then by what is said', () => {
    expect(codes('fahuo')).toEqual(['fahuo'])
    expect(codes('smsh')).toEqual(['fahuo'])
    expect(codes('hh')).toEqual(['huan'])
    expect(codes('发货')).toEqual(['fahuo', 'huan'])
    expect(codes('没有这样的')).toEqual([])
  })

  it('puts what is used most first among equals, and shows no more than asked for', () => {
    expect(codes('fa')).toEqual(['fapiao', 'fahuo'])
    expect(rank(list, '', 2).map((one) => one.code)).toEqual(['fapiao', 'fahuo'])
  })
})

describe('a phrase with facts', () => {
  it('says what is known and leaves what is not as a gap', () => {
    const said = fill('{{ item }} 现在 {{price}} 元，还有 {{ stock }} 件，{{ item }} 很软', { item: '云朵三件组', price: '128.00' }, (slot) => slot)
    expect(said.text).toBe('云朵三件组 现在 128.00 元，还有 【stock】 件，云朵三件组 很软')
    expect(said.gaps).toEqual(['【stock】'])
  })
})

describe('the folders', () => {
  it('stand in the order of a talk, the own ones last', () => {
    const list = [phrase('a', { stage: '直播间' }), phrase('b', { stage: 'farewell' }), phrase('c', { stage: 'welcome' })]
    expect(folders(list).map((one) => one.stage)).toEqual(['welcome', 'farewell', '直播间'])
  })
})
