import { describe, expect, it } from 'vitest'
import type { PhraseView } from '@jinpai/api'
import { folders } from '@/features/desk/phrases/match'
import { mayChoose, rowsOf, type Choice } from '@/features/phrases/rows'

function phrase(code: string, more: Partial<PhraseView> = {}): PhraseView {
  return { id: code, scope: 'shop', stage: 'talk', code, title: code, text: '', keys: [], uses: 0, ...more }
}

const all: Choice = { query: '', folder: '', scope: 'all', sort: 'folder' }
const list = [
  phrase('a', { uses: 3, scope: 'starter' }),
  phrase('b', { uses: 9, stage: '直播间', scope: 'mine' }),
  phrase('c', { title: '退货', keys: ['th', 'tuihuo'] }),
]
const outcomes = [{ phrase: 'c', talks: 4, ordered: 2 }, { phrase: 'a', talks: 4, ordered: 0 }]
const codes = (choice: Partial<Choice>) => rowsOf(list, outcomes, { ...all, ...choice }).map((row) => row.phrase.code)

describe('the rows of the page', () => {
  it('are those of a folder and of a scope', () => {
    expect(codes({})).toEqual(['a', 'b', 'c'])
    expect(codes({ folder: '直播间' })).toEqual(['b'])
    expect(codes({ scope: 'own' })).toEqual(['b', 'c'])
    expect(codes({ scope: 'starter' })).toEqual(['a'])
    expect(codes({ query: 'th' })).toEqual(['c'])
  })

  it('are sorted by what was counted, the largest first, equals in the order of the list', () => {
    expect(codes({ sort: 'uses' })).toEqual(['b', 'a', 'c'])
    expect(codes({ sort: 'talks' })).toEqual(['a', 'c', 'b'])
    expect(codes({ sort: 'ordered' })).toEqual(['c', 'a', 'b'])
    expect(rowsOf(list, outcomes, all)[2]).toMatchObject({ talks: 4, ordered: 2 })
  })

  it('are chosen by whoever may change them', () => {
    expect(list.map((one) => mayChoose(one, true))).toEqual([false, true, true])
    expect(list.map((one) => mayChoose(one, false))).toEqual([false, true, false])
  })
})

describe('folders in the order of a shop', () => {
  it('stand as a lead has set them, and those nobody has named stand last', () => {
    const order = ['直播间', 'talk', 'welcome']
    expect(folders([...list, phrase('d', { stage: '节日' })], order).map((one) => one.stage)).toEqual(['直播间', 'talk', '节日'])
  })
})
