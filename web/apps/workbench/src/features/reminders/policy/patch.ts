// Writes one value into a policy's text and leaves all else, comments included, as it stands. It knows just
// enough of TOML to find where a key's value begins and ends. Pure.

interface Place { start: number; end: number }

interface Scan {
  /** From the key to the end of its value. */
  key: Place | null
  /** Where a new key of the table would go; null when there is no such table. */
  room: number | null
}

/** The value that follows, up to where it ends: brackets, strings and comments are stepped over. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]!
    if (char === '"' || char === "'") {
      const long = text.startsWith(char.repeat(3), at)
      at = stringEnd(text, at, long ? char.repeat(3) : char) - 1
    } else if (char === '#') {
      if (depth === 0) return trimmedEnd(text, from, at)
      const line = text.indexOf('\n', at)
      if (line < 0) return text.length
      at = line
    } else if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth--
    else if (char === '\n' && depth <= 0) return trimmedEnd(text, from, at)
  }
  return trimmedEnd(text, from, text.length)
}

function trimmedEnd(text: string, from: number, end: number): number {
  let at = end
  while (at > from && /\s/.test(text[at - 1]!)) at--
  return at
}

function stringEnd(text: string, start: number, quotes: string): number {
  for (let at = start + quotes.length; at < text.length; at++) {
    if (text[at] === '\\' && quotes[0] === '"') at++
    else if (text.startsWith(quotes, at)) return at + quotes.length
    else if (quotes.length === 1 && text[at] === '\n') return at
  }
  return text.length
}

const bare = (key: string) => key.trim().replace(/^["']|["']$/g, '')

function scan(text: string, table: string, key: string): Scan {
  let here = ''
  let room: number | null = table === '' ? 0 : null
  let found: Place | null = null
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at)
    const line = text.slice(at, end)
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]/.exec(line)
    const pair = /^\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=\s*/.exec(line)
    if (header) {
      here = header[1]!
      if (here === table && room === null) room = end
      at = end + 1
    } else if (pair) {
      const stop = valueEnd(text, at + pair[0].length)
      if (here === table) {
        if (found === null && bare(pair[1]!) === key) found = { start: at + line.indexOf(pair[1]!), end: stop }
        room = stop
      }
      const next = text.indexOf('\n', stop)
      at = next < 0 ? text.length : next + 1
    } else at = end + 1
  }
  return { key: found, room }
}

export type Setting = number | string | readonly string[] | null

export function rendered(value: Exclude<Setting, null>): string {
  if (typeof value === 'number') return String(Math.trunc(value))
  if (typeof value === 'string') return JSON.stringify(value)
  const flat = `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
  if (value.length === 0 || flat.length <= 76 && value.every((one) => one.length < 24)) return flat
  return `[\n${value.map((one) => `  ${JSON.stringify(one)},`).join('\n')}\n]`
}

/** The text with one dotted field set; null takes the field away, which leaves its default. */
export function setIn(text: string, path: string, value: Setting): string {
  const dot = path.lastIndexOf('.')
  const [table, key] = dot < 0 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)]
  const { key: place, room } = scan(text, table, key)
  if (value === null) {
    if (!place) return text
    const after = text[place.end] === '\n' ? place.end + 1 : place.end
    return text.slice(0, place.start) + text.slice(after)
  }
  const pair = `${key} = ${rendered(value)}`
  if (place) return text.slice(0, place.start) + pair + text.slice(place.end)
  if (room === null) return `${text.trimEnd()}\n\n[${table}]\n${pair}\n`
  if (room === 0) return `${pair}\n${text}`
  return `${text.slice(0, room)}\n${pair}${text.slice(room)}`
}
