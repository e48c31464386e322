import { expect, it } from 'vitest'
import { wayOf } from './way.ts'

it('X40 after signing in one goes where one came from, never to another site, else to the face of the work', () => {
  const operator = { roles: ['operator'] }
  expect(wayOf('?to=%2Fdesk%2Falerts', operator)).toBe('/desk/alerts')
  for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in?to=/sign-in'])
    expect(wayOf(`?to=${encodeURIComponent(evil)}`, operator)).toBe('/desk')
  expect([['leader'], ['worker'], ['auditor'], []].map((roles) => wayOf('', { roles }))).toEqual(['/review', '/field', '/admin', '/desk'])
})
