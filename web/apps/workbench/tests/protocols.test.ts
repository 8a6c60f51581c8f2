import { describe, expect, it } from 'vitest'
import { PROTOCOLS, settingsOf, typed, type Protocol } from '../src/features/settings/channels/protocols'

describe('the settings of a channel', () => {
  it('go through the form and come out as they were, secrets aside', () => {
    const settings = {
      kind: 'http-sms', endpoint: 'https://sms.example/', access_key_id: 'id', sign_name: '小鹿的店', settles_ms: 40_000,
      templates: { notice: { code: 'SMS_1', text_param: 'text' } }, timeout_ms: 5_000, rate: { per_second: 20 },
    }
    expect(settingsOf('http-sms', typed('http-sms', settings), settings)).toEqual(settings)
  })

  it('leave out what was left empty, so that a secret stays', () => {
    const form = typed('webhook', { kind: 'webhook', url: 'https://a.example/', query_url: 'https://a.example/q', rate: { per_second: 5 } })
    form['query_url'] = ' '
    form['rate.per_second'] = ''
    expect(settingsOf('webhook', form, { kind: 'webhook', url: 'https://a.example/', query_url: 'https://a.example/q', rate: { per_second: 5 } }))
      .toEqual({ kind: 'webhook', url: 'https://a.example/' })
  })

  it('keep nothing of another protocol', () => {
    const form = { ...typed('email', null), host: 'smtp.example', from: 'a@b.example', port: '587' }
    expect(settingsOf('email', form, { kind: 'smpp', system_id: 'x' }))
      .toEqual({ kind: 'email', host: 'smtp.example', port: 587, tls: 'implicit', from: 'a@b.example', timeout_ms: 10_000 })
  })

  it('begin with something for every choice', () => {
    for (const one of Object.keys(PROTOCOLS) as Protocol[]) {
      for (const field of PROTOCOLS[one].fields) {
        if (field.kind === 'choice') expect(field.options).toContain(typed(one, null)[field.path])
      }
    }
  })
})
