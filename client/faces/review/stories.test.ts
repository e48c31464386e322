import { describe, expect, it } from 'vitest'
import { blank, type Picture } from '../../../shared/stream.ts'
import { storiesOf } from './stories.ts'

const picture = (more: Record<string, unknown[]>): Picture =>
  ({
    ...blank,
    ...Object.fromEntries(
      Object.entries(more).map(([kind, list]) => [kind, new Map(list.map((one) => [(one as { id: string }).id, one]))]),
    ),
  }) as unknown as Picture
const head = (id: string, state: string, severity: string | null, gap = 0) => ({
  kind: 'indicator',
  id: `${id}@440400`,
  indicator: id,
  area: '440400',
  state,
  severity,
  target: gap ? { gap } : null,
})
const alert = (id: string, severity: string, value: number, rule = 'ponding') => ({
  kind: 'alert',
  id,
  rule,
  severity,
  value,
  state: 'RAISED',
  replay: false,
  severityAt: '2026-11-22T11:00:00Z',
})
const late = {
  kind: 'source',
  id: 's',
  name: 's',
  state: 'late',
  newestAt: '2026-11-22T11:30:00Z',
  update: { periodS: 300 },
  fresh: 0,
  total: 3,
}

describe('what to look at first', () => {
  it('E20 ranks by level, then outside the band, then behind the target, then late sources; at most three', () => {
    const stories = storiesOf(
      picture({
        alert: [alert('a1', 'ORANGE', 16), alert('a2', 'RED', 23.6)],
        indicator: [head('behind', 'watch', 'YELLOW', -2), head('over', 'over', 'YELLOW'), head('fine', 'normal', null)],
        source: [late],
      }),
      '440400',
    )
    expect(stories.map((story) => story.id)).toEqual(['a2', 'over@440400', 'behind@440400'])
  })
  it('E21 tells one story a rule, the worst place of it', () => {
    expect(
      storiesOf(picture({ alert: [alert('a1', 'RED', 21), alert('a2', 'RED', 23.6), alert('g', 'RED', 60, 'gas')] }), '440400').map(
        (s) => s.id,
      ),
    ).toEqual(['g', 'a2'])
  })
  it('E22 says nothing when nothing is wrong, and nothing of a recording', () => {
    expect(
      storiesOf(picture({ alert: [{ ...alert('a', 'RED', 30), replay: true }], indicator: [head('fine', 'normal', null)] }), '440400'),
    ).toEqual([])
  })
})
