// @vitest-environment node
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { expect, it } from 'vitest'
// @ts-expect-error a plain script without types
import { weigh } from '../scripts/size.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

it('everything a buyer needs to chat fits in 23 KB gzip, and what every visitor loads in 3 KB', { timeout: 60_000 }, async () => {
  // As it is shipped: a build for tests carries the names of its files along.
  process.env.NODE_ENV = 'production'
  const out = mkdtempSync(join(tmpdir(), 'jinpai-widget-'))
  try {
    for (const [configFile, emptyOutDir] of [['vite.config.ts', true], ['vite.loader.config.ts', false]] as const) {
      await build({ root, configFile: join(root, configFile), mode: 'production', logLevel: 'error', build: { outDir: out, emptyOutDir } })
    }
    const weighed = weigh(pathToFileURL(out + '/')) as { parts: unknown[] } & Record<'total' | 'limit' | 'loader' | 'loaderLimit', number>
    expect(weighed.total, JSON.stringify(weighed.parts)).toBeLessThanOrEqual(weighed.limit)
    expect(weighed.loader).toBeLessThanOrEqual(weighed.loaderLimit)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
})
