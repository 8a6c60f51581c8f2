import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/locales/en.json'
import zh from '@/locales/zh-CN.json'
import { KINDS } from '@/features/rules/editor/form'
import { STATES } from '@/features/rules/filter'
import { MESSAGE_CATEGORIES, REASONS, TALK_CATEGORIES } from '@/shared/coach/words'

type Words = { [key: string]: string | Words }

function flat(words: Words, prefix = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') out.set(prefix + key, value)
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) out.set(inner, text)
  }
  return out
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)])
}

const HAN = /\p{Script=Han}/u
/** One form of a plural may leave the number out, `once`: the forms together name every slot. */
const slots = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]))].sort()
const zhWords = flat(zh)
const enWords = flat(en)
const source = join(import.meta.dirname, '../src')
const code = files(source).filter((one) => /\.(vue|ts)$/.test(one))

describe('the words', () => {
  it('are the same set in both languages', () => {
    expect([...enWords.keys()].sort()).toEqual([...zhWords.keys()].sort())
  })

  it('fill the same slots in both languages', () => {
    for (const [key, text] of zhWords) expect([key, slots(enWords.get(key) ?? '')]).toEqual([key, slots(text)])
  })

  it('hold no Chinese in the English file but the name of the language', () => {
    const strangers = [...enWords].filter(([key, text]) => HAN.test(text) && !key.startsWith('languages.'))
    expect(strangers).toEqual([])
  })

  it('do not shout at the agent', () => {
    expect([...zhWords, ...enWords].filter(([, text]) => /[!！]/.test(text))).toEqual([])
  })

  it('are all asked for with a key that exists', () => {
    const missing: string[] = []
    for (const file of code) {
      for (const [, key] of readFileSync(file, 'utf8').matchAll(/\b(?:t|say)\('([\w.-]+)'/g)) {
        if (!zhWords.has(key!)) missing.push(`${file}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('stand in the locale files and never bare in a template', () => {
    const bare: string[] = []
    for (const file of code.filter((one) => one.endsWith('.vue'))) {
      const text = readFileSync(file, 'utf8')
      const template = text.slice(text.indexOf('<template>'), text.lastIndexOf('</template>'))
      const noComments = template.replace(/<!--[\s\S]*?-->/g, '')
      if (HAN.test(noComments)) bare.push(file)
    }
    expect(bare).toEqual([])
  })

  it('speak of every state, reason of colour and category that the wire knows', () => {
    const need = ['unpaid', 'paid', 'shipped', 'finished', 'closed'].map((one) => `order.status.${one}`)
      .concat(['planned', 'claimed', 'waiting', 'sent', 'skipped', 'expired', 'cancelled', 'unknown'].map((one) => `reminder.state.${one}`))
      .concat(['chat', 'sms', 'phone', 'email'].map((one) => `reminder.channel.${one}`))
      .concat(['hint', 'warn', 'error', 'block'].map((one) => `coach.severity.${one}`))
      .concat([...MESSAGE_CATEGORIES, ...TALK_CATEGORIES].map((one) => `coach.category.${one}`))
      .concat(REASONS.map((one) => `coach.reason.${one}`))
      .concat(['open', 'agreed', 'overruled', 'appealed'].map((one) => `quality.state.${one}`))
      .concat(['times', 'others-waiting', 'outcome'].map((one) => `quality.needs.${one}`))
      .concat(STATES.map((one) => `rules.state.${one}`))
      .concat(KINDS.flatMap((one) => [`rules.editor.kind.${one}`, `rules.editor.kindHint.${one}`]))
      .concat(['general', 'taobao', 'jd', 'pdd', 'douyin', 'kuaishou', 'xiaohongshu', 'own-site'].map((one) => `platform.${one}`))
    expect(need.filter((key) => !zhWords.has(key))).toEqual([])
  })
})

describe('the tokens', () => {
  it('are used instead of bare colours', () => {
    // Marks of buyers carry their own quiet tones, and the coin its ink; nothing else names a colour.
    const allowed = /BuyerMark\.vue$|AppRail\.vue$/
    const bare = files(source).filter((one) => /\.(vue|css)$/.test(one) && !allowed.test(one))
      .filter((one) => /#[0-9a-fA-F]{3,8}\b(?!['"])|\brgba?\(/.test(readFileSync(one, 'utf8').replace(/<template>[\s\S]*<\/template>/, '')))
    expect(bare).toEqual([])
  })
})
