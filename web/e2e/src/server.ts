// The real `jinpai serve` on a folder of its own, started, killed and started again as a test wishes.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Desk } from './desk'
import { until } from './until'

/** Long enough for the rule that a password has ten characters or more. */
export const PASSWORD = 'journey-password-1'

export interface ServerOptions {
  /** The server's own clock, as `serve --clock` takes it: RFC 3339, and how fast it runs. */
  clock?: string
  /** Hosts that messages may be sent to although they are not public. */
  allow?: readonly string[]
  /** This machine is believed as a proxy, so that every caller may name an address of her own. */
  behindProxy?: boolean
}

/** None outlives the run that started it, however that ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export class Server {
  private child: ChildProcess | null = null
  private log = ''

  private constructor(
    readonly origin: string,
    private readonly data: string,
    private readonly options: ServerOptions,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const port = await freePort()
    const data = mkdtempSync(join(tmpdir(), 'jinpai-e2e-'))
    const server = new Server(`http://127.0.0.1:${port}`, data, options)
    await server.up()
    return server
  }

  /** Starts the program again on the same folder and port. */
  async up(): Promise<void> {
    const args = ['serve', '--listen', new URL(this.origin).host, '--data', this.data]
    if (this.options.clock) args.push('--clock', this.options.clock)
    const { allow, behindProxy } = this.options
    if (allow || behindProxy) {
      const config = join(this.data, 'jinpai.toml')
      const proxies = behindProxy ? 'trusted_proxies = ["127.0.0.1"]\n' : ''
      writeFileSync(config, `${proxies}[send]\nallow = ${JSON.stringify(allow ?? [])}\n`)
      args.push('--config', config)
    }
    const child = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    child.stdout?.on('data', (chunk: Buffer) => (this.log += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString()))
    await until('the server is ready', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}\n${this.log}`)
      return (await fetch(`${this.origin}/readyz`).catch(() => null))?.ok === true
    })
  }

  /** What its clock shows when it is started again. */
  setClock(clock: string): void {
    this.options.clock = clock
  }

  /** Pulls the plug: no goodbye to anybody. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    await gone
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM')
    rmSync(this.data, { recursive: true, force: true })
  }

  /** The owner, signed in with the password of the first start and then one of her own. */
  async owner(): Promise<Desk> {
    const written = readFileSync(join(this.data, 'owner-password.txt'), 'utf8')
    const password = written.trim().split(/\s+/).at(-1) ?? ''
    const desk = await Desk.signIn(this.origin, 'owner', password)
    await desk.changePassword(password, PASSWORD)
    return desk
  }

  get pid(): number {
    return this.child?.pid ?? 0
  }

  /** What the program printed; for a failing test. */
  output(): string {
    return this.log
  }
}

function binary(): string {
  const named = process.env.JINPAI_BIN
  const target = resolve(import.meta.dirname, '../../../target')
  const built = [join(target, 'release/jinpai'), join(target, 'debug/jinpai')].filter((path) => existsSync(path))
  const path = named ?? built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]
  if (!path || !existsSync(path)) throw new Error('no jinpai binary: set JINPAI_BIN or run `cargo build -p jinpai-cli`')
  return path
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no port'))))
    })
  })
}
