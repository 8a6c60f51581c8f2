// A made-up platform that lets no widget in, and the reference bridge beside it, started and killed as a test wishes.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { until } from './until'

export interface SaidThere { key: string; to: string; text: string }

const PROGRAM = resolve(import.meta.dirname, '../../../bridges/reference/bridge.mjs')

export class Platform {
  /** What was said there, each key once, in the order it came. */
  readonly said: SaidThere[] = []
  /** Answers to come before the usual one. */
  readonly answers: { status: number; text: string }[] = []

  private constructor(private readonly http: HttpServer, readonly url: string) {}

  static async start(): Promise<Platform> {
    const http = createServer()
    const platform = new Platform(http, `http://127.0.0.1:${await listening(http)}`)
    http.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const next = platform.answers.shift()
        if (next) return response.writeHead(next.status).end(next.text)
        const said = JSON.parse(Buffer.concat(chunks).toString()) as SaidThere
        if (!platform.said.some((one) => one.key === said.key)) platform.said.push(said)
        response.writeHead(200).end()
      })
    })
    return platform
  }

  texts(): string[] {
    return this.said.map((one) => one.text)
  }

  async hears(text: string): Promise<SaidThere> {
    return until(`the platform hears 「${text}」`, () => this.said.find((one) => one.text === text))
  }

  stop(): Promise<void> {
    this.http.closeAllConnections()
    return new Promise((done) => this.http.close(() => done()))
  }
}

export interface BridgeEnv { jinpai: string; shop: string; secret: string; platform: string }

/** The reference bridge as a process of its own. */
export class ReferenceBridge {
  private child: ChildProcess | null = null
  private port = 0
  private log = ''
  private readonly folder = mkdtempSync(join(tmpdir(), 'jinpai-bridge-'))

  private constructor(private readonly env: BridgeEnv) {}

  static async start(env: BridgeEnv): Promise<ReferenceBridge> {
    const bridge = new ReferenceBridge(env)
    await bridge.up()
    return bridge
  }

  async up(): Promise<void> {
    const { jinpai, shop, secret, platform } = this.env
    const env = {
      ...process.env, JINPAI_URL: jinpai, JINPAI_SHOP: shop, JINPAI_SECRET: secret, PLATFORM_URL: platform, PORT: '0',
      STATE: join(this.folder, 'state.json'),
    }
    const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString()))
    this.port = await until('the bridge listens', () => {
      if (child.exitCode !== null) throw new Error(`the bridge ended with ${child.exitCode}\n${this.log}`)
      return Number(/:(\d+)\n/.exec(out)?.[1])
    })
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await gone
  }

  /** The platform tells an event; resolves when the bridge has it on disk. */
  async tell(event: object): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/`, { method: 'POST', body: JSON.stringify(event) })
    if (response.status !== 202) throw new Error(`the bridge answered ${response.status}: ${await response.text()}`)
  }

  output(): string {
    return this.log
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function listening(http: HttpServer): Promise<number> {
  return new Promise((done) => {
    http.listen(0, '127.0.0.1', () => {
      const address = http.address()
      done(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
