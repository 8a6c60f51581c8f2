// The same over the sockets: no line without a session or from another site, and no line ever tells of a shop or a
// talk that is not hers, whatever cursors or tokens it begins with.
import type { Seeded } from '../../seeded'
import type { AgentPage } from '../agent'
import type { BuyerPage } from '../buyer'
import { PageSocket } from '../socket'
import { STRANGER, type Eye } from '../witness'
import type { World } from '../world'

interface People { agents: readonly AgentPage[]; buyers: readonly BuyerPage[] }
interface Probe { name: string; try: () => Promise<string | null | undefined> }

/** How long a line that was let in is listened to, and how long one may stay open that is to be shut. */
const LISTEN_MS = 600
const SHUT_MS = 15_000

interface Line { opened: boolean; frames: string[]; code: number | null }

/** Opens a line, says one thing, and listens for a while or until it is closed. */
function listen(
  world: World, eye: Eye, path: string, headers: Record<string, string>, hello: unknown, forMs = LISTEN_MS,
): Promise<Line> {
  return new Promise((done) => {
    const line: Line = { opened: false, frames: [], code: null }
    const socket = new PageSocket(world.origin.replace('http', 'ws') + path, headers)
    const end = () => { socket.close(); done(line) }
    const timer = setTimeout(end, forMs)
    socket.addEventListener('open', () => {
      line.opened = true
      socket.send(JSON.stringify(hello))
    })
    socket.addEventListener('message', (event) => {
      const raw = String((event as MessageEvent).data)
      world.witness.saw(eye, raw)
      line.frames.push(raw)
    })
    socket.addEventListener('close', (event) => {
      clearTimeout(timer)
      line.code = (event as CloseEvent).code
      done(line)
    })
  })
}

export function socketProbes(world: World, people: People, chance: Seeded): Probe[] {
  const hello = { type: 'hello', cursors: { [world.shops.A]: 0, [world.shops.B]: 0 } }
  const [agentB, buyer] = [people.agents.find((one) => one.who.login === 'hemiao')!, people.buyers[0]!]
  const shut = (name: string, path: string, headers: Record<string, string>, first: unknown): Probe => ({
    name: `socket, ${name}`,
    try: async () => {
      const line = await listen(world, STRANGER, path, headers, first, SHUT_MS)
      const told = line.frames.filter((raw) => !raw.includes('"type":"error"'))
      if (told.length > 0) return `was told ${told[0]!.slice(0, 200)}`
      // A line that was cut by a kill says nothing of a refusal.
      if (line.opened && line.code !== 4401) return line.code === 1006 ? null : `stayed open, ${line.code}`
      return line.opened || await isUp(world) ? undefined : null
    },
  })
  return [
    shut('nobody as an agent', '/ws/agent', {}, hello),
    shut('a buyer’s token as an agent', '/ws/agent', { cookie: agentB.cookie.replace(/=.*/, `=${buyer.token}`) }, hello),
    shut('an agent’s page of another site', '/ws/agent', { cookie: agentB.cookie, origin: 'http://shop.example' }, hello),
    shut('a buyer without a token', '/ws/buyer', {}, { type: 'hello', token: 'guess', cursor: 0 }),
    shut('a session as a buyer’s token', '/ws/buyer', {}, { type: 'hello', token: agentB.cookie.replace(/^[^=]*=/, ''), cursor: 0 }),
    {
      name: 'socket, an agent of B with cursors of A',
      try: async () => {
        const line = await listen(world, agentB, '/ws/agent', { cookie: agentB.cookie }, hello)
        const foreign = line.frames.find((raw) => raw.includes(world.shops.A))
        if (foreign) return `was told of A: ${foreign.slice(0, 200)}`
        return line.frames.length > 0 ? undefined : null
      },
    },
    {
      name: 'socket, a buyer from the beginning: her own words alone',
      try: async () => {
        const one = chance.pick(people.buyers)!
        const line = await listen(world, one, '/ws/buyer', {}, { type: 'hello', token: one.token, cursor: 0 })
        return line.frames.length > 0 ? undefined : null
      },
    },
  ]
}

/** A line that did not open was refused only if there was somebody to refuse it. */
async function isUp(world: World): Promise<boolean> {
  return (await fetch(`${world.origin}/readyz`).catch(() => null))?.ok === true
}
