import { describe, expect, it } from 'vitest'
import { copied, nextSpan, overnight, readTime, runs, sentHoliday } from '@/features/settings/service/hours'

const nine = [{ from: '09:00', to: '22:00' }]

describe('hours in the form', () => {
  it('are read as people type them', () => {
    for (const [typed, time] of [['9', '09:00'], ['930', '09:30'], ['09:30', '09:30'], ['9：30', '09:30'], ['9点30', '09:30'], ['９', '09:00'], ['24', '24:00'], ['0:00', '00:00']]) {
      expect(readTime(typed!), typed).toBe(time)
    }
    for (const typed of ['', '25', '24:30', '9:60', 'noon', '12345']) expect(readTime(typed), typed).toBeNull()
  })

  it('end on the next day where they end before they begin', () => {
    expect(overnight({ from: '20:00', to: '02:00' })).toBe(true)
    expect(overnight({ from: '18:00', to: '24:00' })).toBe(false)
  })

  it('join days that are alike', () => {
    const week = [nine, nine, nine, nine, nine, [], []]
    expect(runs(week).map(({ first, last }) => [first, last])).toEqual([[0, 4], [5, 6]])
    expect(runs([nine, nine, nine, nine, nine, nine, nine])).toHaveLength(1)
  })

  it('copy a day without tying it to the other', () => {
    const week = copied([nine, [], [], [], [], [], []], 0, [1, 2])
    expect(week[1]).toEqual(nine)
    expect(week[1]![0]).not.toBe(week[0]![0])
    expect(week[3]).toEqual([])
  })

  it('offer the next hours after the last ones', () => {
    expect(nextSpan([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '16:00' })
    expect(nextSpan([{ from: '09:00', to: '22:00' }])).toEqual({ from: '22:00', to: '24:00' })
  })

  it('take a holiday of one day by its first', () => {
    expect(sentHoliday({ key: 1, name: ' 元旦 ', from: '2027-01-01', to: '', hours: [] }))
      .toEqual({ name: '元旦', from: '2027-01-01', to: '2027-01-01', hours: [] })
  })
})
