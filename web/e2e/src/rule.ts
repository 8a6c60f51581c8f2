// A rule as a shop writes it: it warns of the given words and brings its examples.
export function ownRule(code: string, words: string): string {
  const example = (kind: 'bad' | 'good', text: string) => `[[${kind}]]\ntext = '${text}'\n`
  const bad = ['的', '哦', '呢', '呀', '啦'].map((end) => example('bad', `我们${words}${end}`))
  const good = ['好的', '有货的', '发您看看', '今天能发', '稍等哦', '这款有的', '您慢慢看', '谢谢您'].map((text) => example('good', `${text}亲`))
  return [
    `code = '${code}'`, `category = 'PROMISE'`, `severity = 'warn'`, 'points = -4', `source = '本店规定'`, '',
    '[name]', `zh = '包修不归店里管'`, `en = 'Repairs are not ours'`, '',
    '[message]', `zh = '本店不管修，别说包修'`, `en = 'We do not repair, so do not say so'`, '',
    '[why]', `zh = '说了包修又修不了，买家会来投诉。'`, `en = 'A repair that never comes is a complaint.'`, '',
    '[find.phrase]', `any = ['${words}']`, '',
    '[[fixes]]', `kind = 'replace'`, `safety = 'review'`, `text = '七天内包退换'`, '',
    ...bad, ...good,
  ].join('\n')
}
