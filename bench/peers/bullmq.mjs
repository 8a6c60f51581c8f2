// BullMQ on Redis: delayed jobs, which it wakes for without polling.

import { Queue, Worker } from 'bullmq'
import { call, drive, given, pieces, timed, version } from './protocol.mjs'

const name = 'calls'
const { hostname, port } = new URL(given.database)
const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null }
const stalledInterval = Math.max(500, Math.floor(given.leaseMs / 2))

await drive({
  async setup() {
    await new Queue(name, { connection }).waitUntilReady()
  },

  async schedule() {
    const queue = new Queue(name, { connection })
    await queue.waitUntilReady()
    return timed(async () => {
      for (const piece of pieces(1_000)) {
        await queue.addBulk(
          piece.map(({ key, dueMs }) => ({
            name: 'call',
            data: { key },
            opts: {
              delay: Math.max(0, dueMs - Date.now()),
              attempts: 25,
              backoff: { type: 'fixed', delay: 1000 },
              removeOnComplete: true,
            },
          })),
        )
      }
    })
  },

  async work() {
    const worker = new Worker(name, (job) => call(job.data.key), {
      connection,
      concurrency: given.concurrency,
      lockDuration: given.leaseMs,
      stalledInterval,
      // By default a job that stalls twice is given up.
      maxStalledCount: 25,
    })
    worker.on('error', (error) => process.stderr.write(`${error.message}\n`))
    await worker.waitUntilReady()
  },

  async left() {
    const queue = new Queue(name, { connection })
    const of = await queue.getJobCounts('delayed', 'wait', 'prioritized', 'paused', 'active', 'failed')
    return {
      planned: (of.delayed ?? 0) + (of.wait ?? 0) + (of.prioritized ?? 0) + (of.paused ?? 0),
      active: of.active ?? 0,
      failed: of.failed ?? 0,
    }
  },

  settings: () => ({
    versions: `BullMQ ${version('bullmq')}, ioredis ${version('ioredis')}, Node ${process.versions.node}`,
    settings: `concurrency ${given.concurrency}, lockDuration ${given.leaseMs} ms, stalledInterval ${stalledInterval} ms, maxStalledCount 25, attempts 25, backoff fixed 1 s, removeOnComplete; addBulk 1,000 at a time; Redis with appendonly yes, appendfsync everysec, maxmemory-policy noeviction`,
  }),
})
