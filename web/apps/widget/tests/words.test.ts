import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '../src/frame/i18n/en.json'
import lazyEn from '../src/frame/i18n/lazy.en.json'
import lazyZh from '../src/frame/i18n/lazy.zh-CN.json'
import zh from '../src/frame/i18n/zh-CN.json'
import { localeOf } from '../src/bridge'
import { wordsOf } from '../src/frame/i18n'

const slots = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

describe('the words', () => {
  it('are the same keys with the same slots in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect(slots(en[key]), key).toEqual(slots(zh[key]))
    expect(Object.keys(lazyEn).sort()).toEqual(Object.keys(lazyZh).sort())
    for (const key of Object.keys(lazyZh) as (keyof typeof lazyZh)[]) {
      expect(slots(lazyEn[key]), key).toEqual(slots(lazyZh[key]))
    }
  })

  it('stand in the tables only', () => {
    const views = join(import.meta.dirname, '../src/frame/views')
    for (const name of readdirSync(views)) {
      const code = readFileSync(join(views, name), 'utf8')
      expect(code, name).not.toMatch(/\p{Script=Han}/u)
    }
  })

  it('follow the page’s language', () => {
    expect(['zh-CN', 'zh-Hant', 'ZH', 'en-GB', 'fr', '', null].map(localeOf)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      'en',
      'en',
      'en',
    ])
  })

  it('tell how soon an answer comes', () => {
    expect(wordsOf('zh-CN').span(20)).toBe('20 秒')
    expect(wordsOf('zh-CN').span(180)).toBe('3 分钟')
    expect(wordsOf('en').span(7200)).toBe('2 h')
  })
})
