import { describe, expect, it } from 'vitest'
import itemData from './data/items.json' with { type: 'json' }
import { conditionOf, findItems, suggestItems } from './item-find.ts'
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
const ids = (found: readonly Item[]) => found.map(({ id }) => id)

describe('the demonstration dictionary', () => {
  it('L85 has at least twenty items, ids, codes and conditions once each, all departments known', () => {
    expect(items.length).toBeGreaterThanOrEqual(20)
    for (const field of ['id', 'code', 'name'] as const) expect(new Set(items.map((item) => item[field])).size).toBe(items.length)
    for (const { conditions, department, pinyin } of items) {
      expect(new Set(conditions.map(({ id }) => id)).size).toBe(conditions.length)
      expect(DEPARTMENTS).toContain(department)
      expect(pinyin).toMatch(/^[a-z]+$/)
    }
  })
  it('L86 has every type of limit, every start, every photo rule, every method, and matters handled on the spot', () => {
    const conditions = items.flatMap((item) => item.conditions)
    expect(new Set(conditions.map(({ limit }) => limit.type)).size).toBe(4)
    expect(new Set(conditions.map(({ limit }) => limit.from)).size).toBe(3)
    expect(new Set(conditions.map(({ closing }) => closing.photos)).size).toBe(3)
    expect(new Set(conditions.flatMap(({ methods }) => methods)).size).toBe(4)
    expect(conditions.filter(({ selfHandle }) => selfHandle).length).toBeGreaterThanOrEqual(3)
  })
  it('L87 an item is found by pinyin initials, name, code or a word', () => {
    expect(ids(findItems(items, 'dljs'))[0]).toBe('road-flooding')
    expect(ids(findItems(items, '井盖'))).toEqual(['rain-manhole', 'water-manhole'])
    expect(ids(findItems(items, 'e0505'))[0]).toBe('road-collapse')
    expect(ids(findItems(items, '红绿灯'))).toEqual(['signal-fault'])
    expect(findItems(items, ' ')).toEqual([])
  })
  it('L88 the words of a report suggest what it is about', () => {
    expect(ids(suggestItems(items, '明珠北路下穿通道积水约二十厘米'))[0]).toBe('road-flooding')
    expect(ids(suggestItems(items, '小区门口有人摆摊烧烤，油烟很大'))[0]).toBe('barbecue')
    expect(suggestItems(items, '今天天气好')).toEqual([])
    expect(conditionOf(items[0]!, 'deep')?.limit).toEqual({ value: 2, type: 'URGENT_HOUR', from: 'DISPATCH' })
  })
})
