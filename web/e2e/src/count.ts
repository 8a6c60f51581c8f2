// Says at the end how many journeys ran, and in which browser; nothing ran is a failure.
import { execFileSync } from 'node:child_process'
import type { TestModule } from 'vitest/node'
import { chromiumPath } from './browser'

export default class Count {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((one) => [...one.children.allTests()].map((test) => test.result().state))
    const ran = states.filter((state) => state === 'passed' || state === 'failed').length
    const skipped = states.length - ran
    const version = execFileSync(chromiumPath(), ['--version', '--no-sandbox'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    console.log(`${ran} tests ran in ${version.trim()}${skipped > 0 ? `, ${skipped} skipped` : ''}`)
    if (ran === 0 || skipped > 0) process.exitCode = 1
  }
}
