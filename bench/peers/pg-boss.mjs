// pg-boss on PostgreSQL: batches whose jobs end each for itself, fetched again at once while batches are full.

import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { call, drive, given, pieces, timed, version } from './protocol.mjs'

const queue = 'calls'
const leaseSeconds = Math.max(1, Math.ceil(given.leaseMs / 1000))
const fetchers = 2
const batchSize = Math.max(1, Math.floor(given.concurrency / fetchers))

async function start(supervise) {
  const boss = new PgBoss({
    connectionString: given.database,
    supervise,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 1,
  })
  boss.on('error', (error) => process.stderr.write(`${error.message}\n`))
  await boss.start()
  return boss
}

async function settle(job) {
  try {
    await call(job.data.key)
    return { id: job.id, status: 'completed' }
  } catch (error) {
    return { id: job.id, status: 'failed', output: { message: error.message } }
  }
}

await drive({
  async setup() {
    const boss = await start(false)
    await boss.createQueue(queue, { retryLimit: 25, retryDelay: 1, expireInSeconds: leaseSeconds })
  },

  async schedule() {
    const boss = await start(false)
    return timed(async () => {
      for (const piece of pieces(5_000)) {
        await boss.insert(
          queue,
          piece.map(({ key, dueMs }) => ({ data: { key }, startAfter: new Date(dueMs) })),
        )
      }
    })
  },

  async work() {
    const boss = await start(true)
    await boss.work(
      queue,
      {
        batchSize,
        localConcurrency: fetchers,
        // The least it takes. NOTIFY tells of new jobs, not of jobs that have come due, so polling decides.
        pollingIntervalSeconds: 0.5,
        burstWhenBatchFull: true,
        perJobResults: true,
      },
      (jobs) => Promise.all(jobs.map(settle)),
    )
  },

  async left() {
    const client = new pg.Client({ connectionString: given.database })
    await client.connect()
    const { rows } = await client.query(
      `select
        count(*) filter (where state in ('created', 'retry'))::int as planned,
        count(*) filter (where state = 'active')::int as active,
        count(*) filter (where state in ('failed', 'cancelled'))::int as failed,
        count(*) filter (where state = 'completed')::int as done
        from pgboss.job where name = $1`,
      [queue],
    )
    await client.end()
    return rows[0]
  },

  settings: () => ({
    versions: `pg-boss ${version('pg-boss')}, pg ${version('pg')}, Node ${process.versions.node}`,
    settings: `batchSize ${batchSize} with perJobResults, localConcurrency ${fetchers}, burstWhenBatchFull, pollingIntervalSeconds 0.5 (its least), expireInSeconds ${leaseSeconds}, supervised every second, retryLimit 25, retryDelay 1; insert 5,000 at a time`,
  }),
})
