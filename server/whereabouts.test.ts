import { describe, expect, it } from 'vitest'
import { openFailures, openRates } from './throttle.ts'
import { openWhereabouts } from './whereabouts.ts'

describe('whereabouts', () => {
  const direct = openWhereabouts({ origin: null, proxies: [], https: false })
  const behind = openWhereabouts({ origin: 'https://city.example', proxies: ['10.0.0.0/8', '127.0.0.1'], https: false })
  it('X60 only a trusted proxy is believed about another address, and only as far as trusted ones go', () => {
    const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.1.1.1' }
    expect(direct.addressOf('127.0.0.1', forwarded)).toBe('127.0.0.1')
    expect(behind.addressOf('127.0.0.1', forwarded)).toBe('203.0.113.9')
    expect(behind.addressOf('203.0.113.7', forwarded)).toBe('203.0.113.7')
    expect(behind.addressOf('::ffff:127.0.0.1', forwarded)).toBe('203.0.113.9')
    expect(behind.addressOf('127.0.0.1', { 'x-forwarded-for': 'nonsense' })).toBe('unknown')
  })
  it('X61 the Host is a loopback name, an address or the configured name', () => {
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080', '192.168.1.5:80']) expect(direct.isOurHost(host), host).toBe(true)
    for (const host of ['city.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil', '', undefined, 'a@127.0.0.1'])
      expect(direct.isOurHost(host), host).toBe(false)
    expect(behind.isOurHost('CITY.example:443')).toBe(true)
  })
  it('X62 an Origin is the configured one or the very host that was asked', () => {
    expect(direct.isOurOrigin(undefined, '127.0.0.1:8080')).toBe(true)
    expect(direct.isOurOrigin('http://127.0.0.1:8080', '127.0.0.1:8080')).toBe(true)
    expect(behind.isOurOrigin('https://city.example', '10.0.0.4:8080')).toBe(true)
    for (const origin of [
      'null',
      'https://127.0.0.1:8080',
      'http://127.0.0.1:9090',
      'http://localhost:8080',
      'https://city.example.evil.example',
    ])
      expect(direct.isOurOrigin(origin, '127.0.0.1:8080'), origin).toBe(false)
  })
})
describe('throttle', () => {
  it('X63 failures wait twice as long each time, at most a quarter of an hour, and are forgotten after success', () => {
    let now = 0
    const failures = openFailures(() => now)
    const waits = Array.from({ length: 20 }, () => (failures.failed('a'), failures.wait('a')))
    expect(waits.slice(0, 6)).toEqual([0, 0, 0, 2_000, 4_000, 8_000])
    expect(Math.max(...waits)).toBe(15 * 60_000)
    expect(failures.wait('b')).toBe(0)
    now += 15 * 60_000
    expect(failures.wait('a')).toBe(0)
    failures.succeeded('a')
    failures.failed('a')
    expect(failures.wait('a')).toBe(0)
  })
  it('X64 a bucket holds one second of requests', () => {
    let now = 0
    const rates = openRates(() => now)
    expect(Array.from({ length: 60 }, () => rates.take('a', 50)).filter(Boolean)).toHaveLength(50)
    expect(rates.take('b', 50)).toBe(true)
    now += 500
    expect(Array.from({ length: 60 }, () => rates.take('a', 50)).filter(Boolean)).toHaveLength(25)
    now += 60_000
    expect(Array.from({ length: 120 }, () => rates.take('a', 50)).filter(Boolean)).toHaveLength(50)
  })
})
