import { describe, expect, it } from 'vitest'
import { inSight } from '@/features/desk/list/useInSight'

const drawn = (above: number, count = 2_000) => inSight(above, 600, 60, count)

describe('the rows in sight', () => {
  it('are those in the view and some beyond', () => {
    expect(drawn(0)).toEqual({ from: 0, to: 20 })
    const { from, to } = drawn(60_000)
    expect(from).toBeLessThanOrEqual(1_000 - 5)
    expect(to).toBeGreaterThanOrEqual(1_010 + 5)
    expect(to - from).toBeLessThan(45)
  })

  it('end where the list ends', () => {
    expect(drawn(60 * 1_990).to).toBe(2_000)
    expect(drawn(0, 3)).toEqual({ from: 0, to: 3 })
  })

  it('are none of a list that is far above or below the view, whose room stays whole', () => {
    expect(drawn(60 * 3_000)).toEqual({ from: 2_000, to: 2_000 })
    expect(drawn(-60 * 100)).toEqual({ from: 0, to: 0 })
    expect(drawn(0, 0)).toEqual({ from: 0, to: 0 })
  })
})
