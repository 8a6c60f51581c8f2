// Ends the server at seeded moments, while something is on its way, and starts it again at once.
import type { Server } from '../../src/server'
import { Seeded, pause } from '../seeded'
import type { World } from './world'

export interface Kill {
  /** Since the talk began. */
  at_ms: number
  /** Messages that had been sent and not answered. */
  in_flight: number
  /** Killed once more while it was starting. */
  in_start: boolean
  ready_ms: number
  /** Until every page was connected again; none: the next kill came first. */
  back_ms: number | null
}

/** How long a kill waits for a message to be on its way. */
const AIM_MS = 400
const LOOK_MS = 1

export async function killer(world: World, server: Server, kills: number, lengthMs: number, allUp: () => boolean): Promise<Kill[]> {
  const chance = new Seeded(world.seed, 'killer')
  const began = performance.now()
  const done: Kill[] = []
  // The last moments are left over, so that there is something to come back to.
  const share = (lengthMs * 0.95) / kills
  for (let n = 0; n < kills; n++) {
    const at = n * share + chance.within(share * 0.1, share)
    await pause(began + at - performance.now())
    for (let waited = 0; world.inFlight === 0 && waited < AIM_MS; waited++) await pause(LOOK_MS)
    await pause(chance.within(0, 15))
    const struck = performance.now()
    const inFlight = world.inFlight
    await server.kill()
    const inStart = chance.chance(0.2)
    if (inStart) {
      server.up().catch(() => undefined)
      await pause(chance.within(5, 150))
      await server.kill()
    }
    await server.up()
    const ready = performance.now()
    const kill: Kill = { at_ms: struck - began, in_flight: inFlight, in_start: inStart, ready_ms: ready - struck, back_ms: null }
    done.push(kill)
    void watchBack(kill, struck, allUp, () => done.at(-1) === kill)
  }
  return done
}

async function watchBack(kill: Kill, struck: number, allUp: () => boolean, isLast: () => boolean): Promise<void> {
  // A page may not have noticed yet that its line is gone.
  await pause(50)
  while (isLast() && performance.now() - struck < 30_000) {
    if (allUp()) {
      kill.back_ms = performance.now() - struck
      return
    }
    await pause(20)
  }
}
