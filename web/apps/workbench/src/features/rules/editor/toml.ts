// Reads the part of TOML that rules are written in: keys, strings on one line, whole numbers, truth,
// lists, tables and lists of tables. Whatever else stands in a text makes it unreadable here; then it
// is edited as text, and the server judges it. Pure; it never guesses.

export type Value = string | number | boolean | Value[] | Table
export interface Table { [key: string]: Value }

export class Unreadable extends Error {}

const ESCAPES: Record<string, string> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' }

class Reader {
  private at = 0
  comments = false

  constructor(private readonly text: string) {}

  document(): Table {
    const root: Table = {}
    let here = root
    for (;;) {
      this.blank(true)
      if (this.at >= this.text.length) return root
      if (this.text.startsWith('[[', this.at)) here = this.header(root, ']]')
      else if (this.text[this.at] === '[') here = this.header(root, ']')
      else this.pair(here)
      this.lineEnd()
    }
  }

  private header(root: Table, close: ']' | ']]'): Table {
    this.at += close.length
    const path = [this.key()]
    while (this.take('.')) path.push(this.key())
    if (!this.text.startsWith(close, this.at)) throw new Unreadable('header')
    this.at += close.length
    const last = path.pop()!
    let here = root
    for (const key of path) here = this.inner(here, key)
    const made: Table = {}
    const held = here[last]
    if (close === ']]') {
      if (held !== undefined && !Array.isArray(held)) throw new Unreadable('list')
      here[last] = [...(held ?? []), made]
    } else {
      if (held !== undefined) throw new Unreadable('twice')
      here[last] = made
    }
    return made
  }

  private inner(table: Table, key: string): Table {
    const held = (table[key] ??= {})
    const found = Array.isArray(held) ? held.at(-1) : held
    if (typeof found !== 'object' || Array.isArray(found)) throw new Unreadable('path')
    return found
  }

  private pair(table: Table): void {
    const key = this.key()
    this.spaces()
    if (!this.take('=')) throw new Unreadable('=')
    this.spaces()
    if (key in table) throw new Unreadable('twice')
    table[key] = this.value()
  }

  private key(): string {
    this.spaces()
    const found = /^[A-Za-z0-9_-]+/.exec(this.text.slice(this.at, this.at + 64))?.[0]
    if (!found) throw new Unreadable('key')
    this.at += found.length
    this.spaces()
    return found
  }

  private value(): Value {
    const first = this.text[this.at]
    if (first === '"' || first === "'") return this.string(first)
    if (first === '[') return this.list()
    const word = /^(true|false|[+-]?\d+)(?=[\s,\]#]|$)/.exec(this.text.slice(this.at, this.at + 32))?.[0]
    if (!word) throw new Unreadable('value')
    this.at += word.length
    return word === 'true' || (word === 'false' ? false : Number(word))
  }

  private string(quote: '"' | "'"): string {
    if (this.text.startsWith(quote.repeat(3), this.at)) throw new Unreadable('long string')
    let out = ''
    for (this.at++; ; this.at++) {
      const char = this.text[this.at]
      if (char === undefined || char === '\n' || char === '\r') throw new Unreadable('string')
      if (char === quote) break
      if (char === '\\' && quote === '"') {
        const escape = ESCAPES[this.text[++this.at] ?? '']
        if (escape === undefined) throw new Unreadable('escape')
        out += escape
      } else out += char
    }
    this.at++
    return out
  }

  private list(): Value[] {
    const out: Value[] = []
    this.at++
    for (;;) {
      this.blank(true)
      if (this.take(']')) return out
      out.push(this.value())
      this.blank(true)
      if (this.take(',')) continue
      if (this.take(']')) return out
      throw new Unreadable('list')
    }
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private spaces(): void { while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++ }

  /** White space and comments, over lines when told to. */
  private blank(overLines: boolean): void {
    for (;;) {
      const char = this.text[this.at]
      if (char === '#') {
        this.comments = true
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++
      } else if (char === ' ' || char === '\t' || (overLines && (char === '\n' || char === '\r'))) this.at++
      else return
    }
  }

  private lineEnd(): void {
    this.blank(false)
    if (this.text[this.at] === '\r') this.at++
    if (this.at < this.text.length && !this.take('\n')) throw new Unreadable('line')
  }
}

/** The text as values, and whether comments stand in it; null when it holds more than this reads. */
export function readToml(text: string): { values: Table; comments: boolean } | null {
  const reader = new Reader(text)
  try {
    const values = reader.document()
    return { values, comments: reader.comments }
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

/** A string as TOML writes it; as it stands, between single quotes, wherever that is possible. */
export function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex -- TOML forbids control characters in both kinds of string.
  if (!/['\u0000-\u001f\u007f]/.test(text)) return `'${text}'`
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')}"`
}
