import { describe, expect, it } from 'vitest'
import itemData from './data/items.json' with { type: 'json' }
import { Item } from './item.ts'

const items = itemData.map((data) => Item.parse(data))
const DEPARTMENTS = [
  'drainage',
  'municipal',
  'sanitation',
  'landscape',
  'power-lighting',
  'gas',
  'water-supply',
  'urban-management',
  'traffic-police',
  'emergency',
  'eco',
]

describe('the demonstration dictionary', () => {
  it('L85 the demonstration dictionary has at least twenty items, ids, codes and conditions once each, all departments known', () => {
    expect(items.length).toBeGreaterThanOrEqual(20)
    for (const field of ['id', 'code', 'name'] as const) expect(new Set(items.map((item) => item[field])).size).toBe(items.length)
    for (const { conditions, department, pinyin } of items) {
      expect(new Set(conditions.map(({ id }) => id)).size).toBe(conditions.length)
      expect(DEPARTMENTS).toContain(department)
      expect(pinyin).toMatch(/^[a-z]+$/)
    }
  })
  it('L86 the demonstration dictionary has every type of limit, every start, every photo rule, every method, and matters handled on the spot', () => {
    const conditions = items.flatMap((item) => item.conditions)
    expect(new Set(conditions.map(({ limit }) => limit.type)).size).toBe(4)
    expect(new Set(conditions.map(({ limit }) => limit.from)).size).toBe(3)
    expect(new Set(conditions.map(({ closing }) => closing.photos)).size).toBe(3)
    expect(new Set(conditions.flatMap(({ methods }) => methods)).size).toBe(4)
    expect(conditions.filter(({ selfHandle }) => selfHandle).length).toBeGreaterThanOrEqual(3)
  })
})
