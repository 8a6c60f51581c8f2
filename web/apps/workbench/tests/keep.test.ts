import { describe, expect, it } from 'vitest'
import type { MessageView } from '@jinpai/api'
import type { OutMessage } from '@/features/desk/outbox'
import { replyToKeep } from '@/features/desk/phrases/keep'
import { message } from './made'

const said = (seq: number, from: 'agent' | 'buyer', text: string, more: Partial<MessageView> = {}) => message(seq, { from, text, ...more })
const going = (text: string) => ({ ref: text, text, state: 'sending' }) as OutMessage

describe('the reply to be kept as a phrase', () => {
  const talk = [said(1, 'buyer', '什么料子的'), said(2, 'agent', '纯棉的'), said(3, 'buyer', '会缩水吗')]

  it('is the newest, with what was asked before it', () => {
    expect(replyToKeep(talk, [])).toEqual({ text: '纯棉的', asked: '什么料子的' })
  })

  it('is the one still on its way, for she presses the key right after sending', () => {
    expect(replyToKeep(talk, [going('不缩水')])).toEqual({ text: '不缩水', asked: '会缩水吗' })
  })

  it('is the chosen one, whatever is on its way', () => {
    expect(replyToKeep(talk, [going('不缩水')], talk[1])).toEqual({ text: '纯棉的', asked: '什么料子的' })
  })

  it('is none where nothing was replied, or what was is taken back', () => {
    expect(replyToKeep(talk.slice(0, 1), [])).toBeNull()
    expect(replyToKeep([talk[0]!, said(2, 'agent', '纯棉的', { recalled_at: 5 })], [])).toBeNull()
  })
})
