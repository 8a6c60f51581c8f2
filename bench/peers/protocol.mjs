// What every driver in JavaScript shares: the verbs, the moments at which jobs are due, and the call to the sink.

import http from 'node:http'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    ['database', 'sink', 'run', 'jobs', 'first-ms', 'window-ms', 'concurrency', 'call-timeout-ms', 'lease-ms'].map(
      (name) => [name, { type: 'string' }],
    ),
  ),
})

const number = (name) => Number(values[name] ?? 0)

export const given = {
  database: values.database,
  run: values.run,
  jobs: number('jobs'),
  firstMs: number('first-ms'),
  windowMs: number('window-ms'),
  concurrency: number('concurrency'),
  callTimeoutMs: number('call-timeout-ms'),
  leaseMs: number('lease-ms'),
}

/** Every job of the run, with the moment at which it is due. */
export function* jobs() {
  for (let job = 0; job < given.jobs; job += 1) {
    const dueMs = given.firstMs + Math.floor((job * given.windowMs) / given.jobs)
    yield { key: `${given.run}-${job}`, dueMs }
  }
}

/** The jobs in pieces of at most `size`. */
export function* pieces(size) {
  let piece = []
  for (const job of jobs()) {
    piece.push(job)
    if (piece.length === size) {
      yield piece
      piece = []
    }
  }
  if (piece.length > 0) yield piece
}

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, noDelay: true })
const [host, port] = (values.sink ?? ':').split(':')

/** Hands a job over; throws when the sink does not answer 200 in time. */
export function call(key) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, agent, method: 'POST', path: `/call/${key}`, headers: { 'content-length': 0 } },
      (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`the sink answered ${answer.statusCode}`)),
        )
      },
    )
    request.setTimeout(given.callTimeoutMs, () => request.destroy(new Error('the sink did not answer in time')))
    request.on('error', reject)
    request.end()
  })
}

export function tell(value) {
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
}

/** The installed version of a package. */
export function version(name) {
  return createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version
}

/** Runs the verb of the command line; every verb but `work` ends the process. */
export async function drive(verbs) {
  const verb = verbs[positionals[0]]
  if (!verb) throw new Error(`no verb ${positionals[0]}`)
  const told = await verb()
  if (positionals[0] === 'work') {
    tell('ready')
    return
  }
  if (told !== undefined) tell(told)
  process.exit(0)
}

/** Seconds that `work` takes. */
export async function timed(work) {
  const begin = performance.now()
  await work()
  return { seconds: (performance.now() - begin) / 1000 }
}
