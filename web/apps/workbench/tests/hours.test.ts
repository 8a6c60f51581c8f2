import { describe, expect, it } from 'vitest'
import { copied, nextSpan, overnight, runs, sentHoliday, sentWeek, shownWeek } from '@/features/settings/service/hours'

const nine = [{ from: '09:00', to: '22:00' }]

describe('hours in the form', () => {
  it('spell the end of the day as a time field can, and send it back as it was', () => {
    const week = [[{ from: '00:00', to: '24:00' }], [{ from: '18:00', to: '24:00' }], [{ from: '20:00', to: '02:00' }], [], [], [], []]
    const shown = shownWeek(week)
    expect(shown[0]).toEqual([{ from: '00:00', to: '00:00' }])
    expect(sentWeek(shown)[0]).toEqual([{ from: '00:00', to: '24:00' }])
    // From six to midnight ends at midnight, however it is spelt.
    expect(sentWeek(shown)[1]).toEqual([{ from: '18:00', to: '00:00' }])
    expect(week[2]!.map(overnight)).toEqual([true])
    expect(shown[1]!.map(overnight)).toEqual([false])
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
    expect(nextSpan([{ from: '09:00', to: '22:00' }])).toEqual({ from: '22:00', to: '23:00' })
  })

  it('take a holiday of one day by its first', () => {
    expect(sentHoliday({ key: 1, name: ' 元旦 ', from: '2027-01-01', to: '', hours: [] }))
      .toEqual({ name: '元旦', from: '2027-01-01', to: '2027-01-01', hours: [] })
  })
})
