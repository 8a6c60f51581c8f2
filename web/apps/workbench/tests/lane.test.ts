import { describe, expect, it, vi } from 'vitest'
import { Lane, type Load, type Went } from '@/features/desk/lane'

/** Loads that write down when they were tried; the line is up or not. */
function talk() {
  const said: string[] = []
  const held: string[] = []
  const line = { up: true }
  const load = (ref: string, refused = false): Load => ({
    ref,
    go: (): Promise<Went> => {
      if (!line.up) return Promise.resolve('no-line')
      if (!refused) said.push(ref)
      return Promise.resolve('over')
    },
    held: () => held.push(ref),
  })
  return { said, held, line, load }
}

const settled = () => new Promise((done) => setTimeout(done))

describe('the lane of a talk', () => {
  it('sends one after the other in the order of writing', async () => {
    const { said, load } = talk()
    const lane = new Lane()
    for (const ref of ['a', 'b', 'c']) lane.put('t', load(ref))
    await settled()
    expect(said).toEqual(['a', 'b', 'c'])
  })

  it('holds back what was written after something that found no line, and sends all in order when it is back', async () => {
    const { said, held, line, load } = talk()
    const lane = new Lane()
    line.up = false
    for (const ref of ['text', 'picture']) lane.put('t', load(ref))
    await settled()
    expect(held).toContain('picture')
    // The line comes back between two tries: nothing overtakes.
    line.up = true
    lane.put('t', load('later'))
    await settled()
    expect(said).toEqual(['text', 'picture', 'later'])
  })

  it('tries again by itself, though nobody says that the line is back', async () => {
    vi.useFakeTimers()
    try {
      const { said, line, load } = talk()
      const lane = new Lane()
      line.up = false
      lane.put('t', load('a'))
      await vi.advanceTimersByTimeAsync(3_000)
      expect(said).toEqual([])
      line.up = true
      await vi.advanceTimersByTimeAsync(4_000)
      expect(said).toEqual(['a'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('lets the next go when one was refused for good, or was dropped', async () => {
    const { said, line, load } = talk()
    const lane = new Lane()
    line.up = false
    lane.put('t', load('refused', true))
    lane.put('t', load('dropped'))
    lane.put('t', load('last'))
    await settled()
    lane.drop('dropped')
    line.up = true
    lane.again()
    await settled()
    expect(said).toEqual(['last'])
  })

  it('tries what waits under the same name only once at a time', async () => {
    const { said, load } = talk()
    const lane = new Lane()
    lane.put('t', load('a'))
    lane.put('t', load('a'))
    await settled()
    expect(said).toEqual(['a'])
  })

  it('keeps talks apart', async () => {
    const [one, two] = [talk(), talk()]
    const lane = new Lane()
    one.line.up = false
    lane.put('1', one.load('a'))
    lane.put('2', two.load('b'))
    await settled()
    expect([one.said, two.said]).toEqual([[], ['b']])
  })
})
