import { describe, expect, it } from 'vitest'
import { problemOf, queryString } from '@jinpai/api'

describe('problems', () => {
  it('keep the words of the server', () => {
    const body = JSON.stringify({ type: 't', title: 'Busy', status: 429, detail: 'slow down', code: 'too-many-attempts', retry_after_s: 7 })
    expect(problemOf(429, body)).toMatchObject({ code: 'too-many-attempts', retry_after_s: 7, detail: 'slow down' })
  })

  it('make one of what a proxy says', () => {
    expect(problemOf(502, '<html>Bad gateway</html>')).toMatchObject({ code: 'unexpected', status: 502 })
    expect(problemOf(500, '')).toMatchObject({ code: 'unexpected' })
  })

  it('leave out of the query what is not asked', () => {
    expect(queryString({ a: 1, b: '', c: undefined, d: null, e: false, q: '订单 1' })).toBe('?a=1&e=false&q=%E8%AE%A2%E5%8D%95+1')
    expect(queryString({})).toBe('')
  })
})
