// What a buyer's browser must fetch before she can chat, gzipped, against the promise of 23 KB, and what every visitor
// of the shop fetches, the loader, against 3 KB. What is fetched later carries `lazy` in its name and is listed beside it.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { pathToFileURL } from 'node:url'

const LIMIT = 23 * 1024
const LOADER_LIMIT = 3 * 1024

export function weigh(dist) {
  const files = ['loader.js', 'frame.html', ...readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`)]
  const parts = files.map((name) => ({ name, bytes: gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length }))
  const later = ({ name }) => name.includes('lazy')
  const now = parts.filter((part) => !later(part))
  const total = now.reduce((sum, part) => sum + part.bytes, 0)
  return { parts: now, later: parts.filter(later), total, limit: LIMIT, loader: now[0].bytes, loaderLimit: LOADER_LIMIT }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { parts, later, total, limit, loader, loaderLimit } = weigh(new URL('../dist/', import.meta.url))
  for (const { name, bytes } of parts) console.log(`${String(bytes).padStart(7)}  ${name}`)
  console.log(`${String(total).padStart(7)}  of ${limit} bytes gzip, the loader ${loader} of ${loaderLimit}`)
  for (const { name, bytes } of later) console.log(`${String(bytes).padStart(7)}  ${name} (later)`)
  if (total > limit || loader > loaderLimit) process.exit(1)
}
