import { expect, test } from 'vitest'
import { type Entity, keyOf } from '../../../shared/entity.ts'
import { blank, type Picture, receive } from '../../../shared/stream.ts'
import { calm, CALM_MS, evening, EVENING_MS, PONDING_RULE } from '../../../fixtures/journeys/evening.ts'
import { limitsOf, nextLimit } from './limits.ts'
import { focusOf, needsOf } from './needs.ts'
import { rungsOf } from './rungs.ts'
import { sentenceOf } from './sentence.ts'

const pictureOf = (put: Entity[]): Picture => {
  const view = receive({ epoch: '', seq: 0, picture: blank }, { epoch: 'e', after: 0, seq: 1, put, gone: [] })
  if (view === 'gap') throw new Error('gap')
  return view.picture
}
const names = new Map([['drain-3', '排水抢险三队'], ['municipal-2', '市政养护二所']]) // prettier-ignore
const plain = (text: string) => text.replaceAll('\u2009', '')
const still = () => 0
const storm = pictureOf(evening)

test('E14 the sentence leads with the warning in force, then what is above its limit, then the receipt that has not come', () => {
  const clauses = sentenceOf(storm, [PONDING_RULE], 12, EVENING_MS)
  expect(clauses[0]).toMatchObject({ rule: 'warning', colour: 'ORANGE' })
  expect(clauses.map((c) => plain(c.text)).slice(0, 2)).toEqual(['暴雨橙色预警生效中', '3处积水超过15厘米'])
  expect(clauses.map((c) => plain(c.text))).toContain('1处派遣超时未签收')
})

test('E15 the sentence says calm only when nothing needs a person and no source is late', () => {
  const quiet = pictureOf(calm)
  expect(sentenceOf(quiet, [], 0, CALM_MS).map((c) => c.rule)).toEqual(['calm'])
  expect(sentenceOf(quiet, [], 1, CALM_MS).map((c) => c.rule)).toEqual(['needs'])
  const late = pictureOf(calm.map((e) => (e.kind === 'source' && e.id === 'bus' ? { ...e, state: 'late' as const } : e)))
  expect(sentenceOf(late, [], 0, CALM_MS).map((c) => c.rule)).toEqual(['quiet', 'late'])
})

test('E16 a store that cannot write is said before everything else', () => {
  const broken = pictureOf(evening.map((e) => (e.kind === 'system' ? { ...e, storeWrites: false } : e)))
  expect(sentenceOf(broken, [], 12, EVENING_MS)[0]?.rule).toBe('store')
})

test('E17 what needs a person is one list, most urgent first, a case and its alert being one row', () => {
  const needs = needsOf(storm, names, still, EVENING_MS)
  expect(needs).toHaveLength(12)
  expect(needs.slice(0, 5).map((n) => [n.level, n.place])).toEqual([
    ['RED', '明珠北路下穿通道'], ['RED', '明珠北路泵站'], ['ORANGE', '九洲大道吉大段'], ['ORANGE', '昌盛路口'], ['LATE', '高新区积水监测'],
  ]) // prettier-ignore
  expect(new Set(needs.map((n) => n.key)).size).toBe(12)
  expect(needs[2]).toMatchObject({ hot: true, clock: { word: '超时' } })
  expect(plain(needs[2]?.who ?? '')).toBe('市政养护二所 · 6分未签收')
})

test('E18 the focus is the most urgent red or orange that stands somewhere, and there is none on a calm morning', () => {
  expect(focusOf(needsOf(storm, names, still, EVENING_MS))?.key).toBe('incident:case17')
  expect(focusOf(needsOf(pictureOf(calm), names, still, CALM_MS))).toBeNull()
})

test('E19 a feed that missed one period waits, one that missed three needs somebody', () => {
  const keys = needsOf(storm, names, still, EVENING_MS).map((n) => n.key)
  expect(keys).toContain('source:ponding-ht')
  expect(keys).not.toContain('source:bus')
})

test('E20 the ladder of receipts shows who waits since when, and an overdue receipt is late', () => {
  const rungs = (id: string) => rungsOf(storm.incident.get(id) ?? (evening.find((e) => keyOf(e) === `incident:${id}`) as never), EVENING_MS).map((r) => `${r.name} ${plain(r.time)} ${r.state}`)
  expect(rungs('case17')).toEqual(['立案 19:34 done', '派遣 19:36 done', '签收 19:38 done', '途中 4分 now', '到场 — open'])
  expect(rungs('case15')[2]).toBe('签收 6分 late')
})

test('E21 a chart draws the lines of the rule and says when the next one is reached', () => {
  expect(limitsOf(PONDING_RULE)).toEqual([{ value: 15, severity: 'ORANGE' }, { value: 20, severity: 'RED' }, { value: 27, severity: 'RED' }]) // prettier-ignore
  expect(nextLimit(limitsOf(PONDING_RULE), 23.6, 0.52)).toEqual({ value: 27, minutes: 7 })
  expect(nextLimit(limitsOf(PONDING_RULE), 23.6, -0.1)).toBeNull()
  expect(nextLimit(limitsOf(PONDING_RULE), 28, 1)).toBeNull()
})
