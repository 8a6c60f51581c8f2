import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { COALESCE_MS, DraftChecker } from '@/shared/draft/checker'

describe('draft checks', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('send the first change at once and fold the next ones', () => {
    const sent: string[] = []
    const checker = new DraftChecker((_, text) => sent.push(text) > 0)
    checker.change('不')
    expect(sent).toEqual(['不'])
    checker.change('不讲')
    checker.change('不讲价')
    expect(sent).toEqual(['不'])
    vi.advanceTimersByTime(COALESCE_MS)
    expect(sent).toEqual(['不', '不讲价'])
  })

  it('do not wait when the answer is back sooner', () => {
    const sent: string[] = []
    const checker = new DraftChecker((_, text) => sent.push(text) > 0)
    checker.change('肯')
    checker.change('肯定')
    expect(checker.accept({ rev: 1, findings: [] })).toBe('肯')
    expect(sent).toEqual(['肯', '肯定'])
  })

  it('take only the answer to the newest revision', () => {
    const checker = new DraftChecker(() => true)
    checker.change('a')
    vi.advanceTimersByTime(COALESCE_MS)
    checker.change('ab')
    expect(checker.accept({ rev: 1, findings: [] })).toBeNull()
    expect(checker.accept({ rev: 2, findings: [] })).toBe('ab')
  })

  it('drop every answer once the draft is sent', () => {
    const checker = new DraftChecker(() => true)
    checker.change('a')
    const rev = checker.revision
    checker.stop()
    expect(checker.accept({ rev, findings: [] })).toBeNull()
  })

  it('ask again when the line is back', () => {
    const sent: [number, string][] = []
    let up = false
    const checker = new DraftChecker((rev, text) => { if (up) sent.push([rev, text]); return up })
    checker.change('肯定')
    expect(sent).toEqual([])
    up = true
    checker.resend()
    expect(sent).toEqual([[2, '肯定']])
  })
})
