// Runs one bench: `node --experimental-websocket bench/run.mjs NAME [options]`. The benches are TypeScript and use the
// pages' own packages, so Vite loads them as it does for the pages. `cargo xtask bench` calls this.
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

// What the run started is stopped on the way out.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const [name, ...args] = process.argv.slice(2)
try {
  const file = resolve(import.meta.dirname, `${name}.ts`)
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
  process.exitCode = (await module.run(args)) ? 0 : 1
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// Lines and servers that a failed run left open must not keep it from ending.
process.exit()
