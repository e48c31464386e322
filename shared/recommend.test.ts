import { describe, expect, it } from 'vitest'
import { ITEMS } from './loop-cast.ts'
import type { Department, Responsibility, Team } from './organisation.ts'
import { type RecommendFacts, recommend } from './recommend.ts'

const department = (id: string, areas: string[] = []): Department => ({ id, name: id, short: id, dutyPhone: null, areas })
const team = (id: string, of: string, position: [number, number] | null, areas: string[] = []): Team => ({
  id,
  name: id,
  department: of,
  dutyPhone: null,
  areas,
  position,
})
const row = (item: string, area: string, of: string, its: string | null = null): Responsibility => ({
  id: `${item}-${area}`,
  item,
  area,
  department: of,
  team: its,
})
const HERE = { area: { division: '440402001', zone: null }, position: [113.54, 22.27] as [number, number] }
const IN_ZONE = { ...HERE, area: { division: '440402001', zone: '440400-GX' } }

const facts = (given: Partial<RecommendFacts> = {}): RecommendFacts => ({
  city: '440400', item: ITEMS[0], departments: [department('drainage'), department('gaoxin'), department('eco')],
  teams: [team('near', 'drainage', [113.55, 22.27]), team('far', 'drainage', [113.3, 22.2]), team('gx', 'gaoxin', [113.58, 22.36]), team('stranger', 'eco', [113.54, 22.27])],
  responsibilities: [], load: () => 0, onShift: () => true, ...given,
}) // prettier-ignore
const order = (incident: Parameters<typeof recommend>[0], given: Partial<RecommendFacts> = {}) =>
  recommend(incident, facts(given)).map((one) => one.team ?? one.department)

describe('whom to send', () => {
  it('L90 the department of the item answers where no table says otherwise, the nearest team first, a near stranger never', () => {
    expect(order(HERE)).toEqual(['near', 'far'])
  })
  it('L91 the city’s table comes first: zone before division, the narrowest item before all items', () => {
    const table = [row('*', '440400-GX', 'gaoxin'), row('*', '440402', 'eco'), row('water', '440402', 'drainage', 'far')]
    expect(order(IN_ZONE, { responsibilities: table })).toEqual(['gx'])
    expect(order(HERE, { responsibilities: table })[0]).toBe('far')
    expect(order(HERE, { responsibilities: table.slice(0, 2) })).toEqual(['stranger'])
  })
  it('L92 load and shift decide between teams alike, and the first says nothing of why not', () => {
    const twins = [team('a', 'drainage', [113.55, 22.27]), team('b', 'drainage', [113.55, 22.27])]
    expect(order(HERE, { teams: twins, load: (key) => (key === 'team:a' ? 3 : 0) })).toEqual(['b', 'a'])
    expect(order(HERE, { teams: twins, onShift: (id) => id === 'b' })).toEqual(['b', 'a'])
    const [first, second] = recommend(HERE, facts({ teams: twins, onShift: (id) => id === 'b' }))
    expect([first?.whyNot, second?.whyNot]).toEqual([undefined, '未推荐：在班不及首选（不在班）'])
  })
  it('L93 reasons say the fact and their points, which sum to the score', () => {
    const [first] = recommend(HERE, facts())
    expect(first?.reasons.map(({ id, text, points, max }) => [id, text, points, max])).toEqual([
      ['responsibility', '本事项责任部门', 50, 50],
      ['distance', '1.0 公里', 22, 25],
      ['load', '手上没有任务', 15, 15],
      ['on-shift', '在班', 10, 10],
    ])
    expect(first?.score).toBe(97)
  })
  it('L94 a case without a place or an item is still advised, and a team is where it is now', () => {
    expect(recommend({ ...HERE, position: null }, facts())[0]?.reasons[1]).toMatchObject({ text: '位置不详', points: 0 })
    expect(order(HERE, { item: undefined }).length).toBeGreaterThan(0)
    expect(order(HERE, { positionOf: (id) => (id === 'far' ? [113.54, 22.27] : null) })[0]).toBe('far')
    expect(order(HERE, { departments: [department('drainage', ['440404'])] })).toEqual([])
    expect(order(HERE, { teams: [] })).toEqual(['drainage'])
  })
})
