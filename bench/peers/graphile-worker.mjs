// graphile-worker on PostgreSQL, set as its page on performance says: a local queue, and ends written in batches.

import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { call, drive, given, pieces, timed, version } from './protocol.mjs'

const connectionString = given.database
const quiet = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`${message}\n`)
})

const worker = {
  connectionString,
  concurrentJobs: given.concurrency,
  // As many connections as its documentation asks for: two more than jobs at once.
  maxPoolSize: given.concurrency + 2,
  // Jobs of the future are found by polling alone; the default is 2,000 ms.
  pollInterval: 100,
  localQueue: { size: given.concurrency + 1 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
  logger: quiet,
}

async function ask(sql) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows[0]
}

await drive({
  setup: () => runMigrations({ connectionString, logger: quiet }),

  async schedule() {
    const utils = await makeWorkerUtils({ connectionString, logger: quiet })
    const told = await timed(async () => {
      for (const piece of pieces(5_000)) {
        await utils.addJobs(
          piece.map(({ key, dueMs }) => ({ identifier: 'call', payload: { key }, runAt: new Date(dueMs) })),
        )
      }
    })
    await utils.release()
    return told
  },

  work: () =>
    run({ preset: { worker }, taskList: { call: ({ key }) => call(key) }, crontab: '', noHandleSignals: true }),

  // What its documentation has an operator do who knows that these workers are dead.
  reap: () =>
    ask(`select graphile_worker.force_unlock_workers(
           array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))`).then(() => {}),

  async left() {
    const row = await ask(`select
      count(*) filter (where locked_at is null and attempts < max_attempts)::int as planned,
      count(*) filter (where locked_at is not null)::int as active,
      count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed
      from graphile_worker.jobs`)
    return row
  },

  settings: () => ({
    versions: `graphile-worker ${version('graphile-worker')}, pg ${version('pg')}, Node ${process.versions.node}`,
    settings: `concurrentJobs ${given.concurrency}, maxPoolSize ${worker.maxPoolSize}, pollInterval 100 ms, localQueue.size ${worker.localQueue.size}, completeJobBatchDelay 0, failJobBatchDelay 0; addJobs 5,000 at a time; 25 attempts; locks of dead workers are freed after 4 hours, which cannot be set`,
  }),
})
