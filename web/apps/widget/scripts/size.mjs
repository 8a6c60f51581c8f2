// What a buyer's browser must fetch before she can chat, gzipped, against the promise of 23 KB. What is
// fetched later carries `lazy` in its name and is listed beside it.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { pathToFileURL } from 'node:url'

const LIMIT = 23 * 1024

export function weigh(dist) {
  const files = ['loader.js', 'frame.html', ...readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`)]
  const parts = files.map((name) => ({ name, bytes: gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length }))
  const later = ({ name }) => name.includes('lazy')
  const now = parts.filter((part) => !later(part))
  return { parts: now, later: parts.filter(later), total: now.reduce((sum, part) => sum + part.bytes, 0), limit: LIMIT }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { parts, later, total, limit } = weigh(new URL('../dist/', import.meta.url))
  for (const { name, bytes } of parts) console.log(`${String(bytes).padStart(7)}  ${name}`)
  console.log(`${String(total).padStart(7)}  of ${limit} bytes gzip`)
  for (const { name, bytes } of later) console.log(`${String(bytes).padStart(7)}  ${name} (later)`)
  if (total > limit) process.exit(1)
}
