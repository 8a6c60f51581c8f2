import { describe, expect, it } from 'vitest'
import { fieldNamed } from '@/features/rules/editor/faults'
import { empty, freeCode, read, unsaid, write, type RuleFields } from '@/features/rules/editor/form'
import { asked, changeOf, lineOf, linesOf, onPaper } from '@/features/rules/editor/lines'
import { readToml } from '@/features/rules/editor/toml'
import { filterOf, grouped, matches, queryOf } from '@/features/rules/filter'
import { sourceIn } from '@/shared/coach/words'
import type { CoachRule } from '@jinpai/api'
import { finding } from './made'

function filled(over: Partial<RuleFields> = {}): RuleFields {
  return {
    ...empty('SHP001'), source: '本店规定', name: { zh: '包修', en: 'Repairs' }, message: { zh: '不管修', en: '' },
    why: { zh: "说了'包修'又修不了", en: '' }, any: ['包(退|换)', "it's \\d"], antipatterns: ['不包'],
    fixes: [{ kind: 'replace', safety: 'review', text: '{swap}', swap: [['包退', '可退'], ['包换', '可换']], only: ['退'] }],
    bad: [{ text: '我们包退', buyer: '能退吗', match: '包退' }], good: [{ text: '好的亲', buyer: '', match: '' }], platforms: ['taobao'], ...over,
  }
}

describe('a rule as a form', () => {
  it('comes back from its text as it was, in every kind', () => {
    for (const kind of ['phrase', 'whole-reply', 'absence', 'pair'] as const) {
      const both = kind === 'absence' || kind === 'pair'
      const rule = filled({ kind, lacking: both ? ['抱歉'] : [], buyer: kind === 'pair' ? ['能退吗'] : [], atMostChars: both ? '40' : '' })
      expect(read(write(rule).toml)).toEqual(rule)
    }
  })

  it('comes back without examples, which a draft may lack', () => {
    expect(read(write(empty('SHP001')).toml)).toEqual(empty('SHP001'))
  })

  it('says what is not said yet: of a live rule also what agents read, and its examples', () => {
    expect(unsaid(empty('SHP001'), true)).toEqual(['name', 'message', 'why', 'source', 'any', 'bad', 'good'])
    expect(unsaid(empty('SHP001'), false)).toEqual(['any'])
    expect(unsaid(filled({ kind: 'pair' }), false)).toEqual(['buyer'])
    const examples = (n: number) => Array.from({ length: n }, (_, i) => ({ text: `亏本${i}`, buyer: '', match: '' }))
    expect(unsaid(filled({ bad: examples(5), good: examples(8) }), true)).toEqual([])
    expect(unsaid(filled({ bad: [...examples(4), { text: ' ', buyer: '', match: '' }], good: examples(8) }), true)).toEqual(['bad'])
  })

  it('knows which field each line speaks of', () => {
    const { toml, fields } = write(filled())
    const lines = toml.trimEnd().split('\n')
    expect(fields).toHaveLength(lines.length)
    expect(fields[lines.findIndex((one) => one.includes('包(退|换)'))]).toBe('any')
    expect(fields[lines.indexOf('[[bad]]')]).toBe('bad')
  })

  it('is left alone where the text says more than the form can hold', () => {
    const { toml } = write(filled())
    expect(read(`# a note\n${toml}`)).toBeNull()
    expect(read(toml.replace("code = 'SHP001'", "code = 'SHP001'\nstatus = 'preview'"))).toBeNull()
    expect(read(toml.replace('[find.phrase]', '[find.regex]'))).toBeNull()
    expect(read(toml.replace('[[good]]', '[[good]]\nplatform = \'jd\''))).toBeNull()
    expect(read('code = """x"""')).toBeNull()
    expect(read('code')).toBeNull()
  })

  it('offers a code that is free', () => {
    expect(freeCode([])).toBe('SHP001')
    expect(freeCode(['SHP001', 'SHP003'])).toBe('SHP002')
  })
})

describe('what is wrong with a rule', () => {
  it('stands at the field that is named, in either language', () => {
    const named = ['missing field `bad`', '缺少字段： `source`', '3 examples under [[good]]; a rule needs 8 or more', '没有这个字段： `x`', 'anything else']
    expect(named.map(fieldNamed)).toEqual(['bad', 'source', 'good', null, null])
  })
})

describe('the text of a rule', () => {
  it('is read with tables, lists over lines and both kinds of string', () => {
    const found = readToml('a = "x\\n\\"y\\""\nn = -4 # why\nl = [\n  \'(?!a)\', # one\n  "b",\n]\n[t.u]\nok = true\n[[e]]\nk = \'1\'\n[[e]]\nk = \'2\'\n')
    expect(found).toEqual({ values: { a: 'x\n"y"', n: -4, l: ['(?!a)', 'b'], t: { u: { ok: true } }, e: [{ k: '1' }, { k: '2' }] }, comments: true })
  })

  it('is not guessed at', () => {
    for (const text of ['a = 1.5', 'a = {b = 1}', "a = '''x'''", 'a = 1\na = 2', 'a.b = 1', 'a = "x', 'a = [1', '[a]\n[a]', 'a = 1 b = 2']) {
      expect([text, readToml(text)]).toEqual([text, null])
    }
  })
})

describe('lines on the bench', () => {
  it('are a reply, or what the buyer said and the reply', () => {
    const lines = linesOf('能到吗 → 肯定到\n\n  好的亲  \na->b')
    expect(asked(lines)).toEqual([{ text: '肯定到', buyer: '能到吗' }, { text: '好的亲', buyer: undefined }, { text: 'b', buyer: 'a' }])
  })

  it('carry their findings to where they stand on the paper', () => {
    const paper = '😊问 → 😊肯定到'
    const [line] = linesOf(paper)
    const [found] = onPaper(line!, [finding(1, 3)])
    expect(paper.slice(found!.start, found!.end)).toBe('肯定')
    const [whole] = onPaper(line!, [finding(0, 0)])
    expect(paper.slice(whole!.start, whole!.end)).toBe('😊肯定到')
  })

  it('tell what a change of the rule does to them', () => {
    const hit = [finding(0, 1, { rule: 'SHP001' })]
    expect([changeOf([], hit, 'SHP001'), changeOf(hit, [], 'SHP001'), changeOf(hit, hit, 'SHP001'), changeOf([], [finding(0, 1)], 'SHP001')])
      .toEqual(['new', 'gone', 'same', 'none'])
    expect(lineOf('a\nb', 'c')).toBe('a b → c')
  })
})

describe('the filter of rules', () => {
  const rule = (over: Partial<CoachRule>): CoachRule => ({
    code: 'PRM001', name: '把到货时间说死', category: 'PROMISE', severity: 'warn', default_severity: 'warn', points: -4,
    default_points: -4, platforms: [], message: '', why: '', example_bad: '', example_good: '', own: false, status: 'live',
    muted: false, allow: [], changed: false, dismissed_30d: 0, trouble: null, author: null, version: 0, updated_at: null, ...over,
  })

  it('shows rules of everywhere on every platform, and others on theirs', () => {
    const filter = filterOf({ platform: 'jd' })
    expect(matches(rule({}), filter)).toBe(true)
    expect(matches(rule({ platforms: ['taobao'] }), filter)).toBe(false)
  })

  it('knows states, whose they are, and words', () => {
    expect(matches(rule({ muted: true }), filterOf({ state: 'on' }))).toBe(false)
    expect(matches(rule({ status: 'draft', own: true }), filterOf({ state: 'draft', whose: 'own' }))).toBe(true)
    expect(matches(rule({}), filterOf({ q: 'prm' }))).toBe(true)
    expect(queryOf(filterOf({ state: 'nonsense', q: 'x' }))).toEqual({ q: 'x' })
  })

  it('puts what is often put aside first when asked for it', () => {
    const groups = grouped([rule({ code: 'A', dismissed_30d: 1 }), rule({ code: 'B', dismissed_30d: 5 })], 'dismissed')
    expect(groups[0]!.rules.map((one) => one.code)).toEqual(['B', 'A'])
  })
})

describe('where a rule comes from', () => {
  it('is named in the language of the reader, and whole where it has one name', () => {
    expect(sourceIn('zh-CN', '服务规范 · service practice')).toBe('服务规范')
    expect(sourceIn('en', '服务规范 · service practice')).toBe('service practice')
    expect(sourceIn('en', '本店规定')).toBe('本店规定')
  })
})
