// Browser journeys against the real server. One file at a time: each starts servers and browsers,
// and the latency journey must not be measured beside another.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['journeys/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: ['default', './src/count.ts'],
  },
})
