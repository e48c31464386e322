import type { Figure, Passport } from './indicator.ts'
import type { FigureRow } from './figures-rules.ts'

/** Builders for tests of figures: a passport and a value, each with what does not matter filled in. */
export const aPassport = (over: Partial<Passport> = {}): Passport => ({
  id: 'retail', name: '社会消费品零售总额', definition: '', unit: '亿元', domain: 'economy', department: '市统计局', source: 'stat', frequency: 'M12',
  scopes: ['CURRENT', 'CUMULATIVE'], measures: ['LEVEL', 'YOY', 'MOM'], priceBasis: 'CURRENT_PRICE', direction: 'UP', additive: true, operational: false, demo: false,
  version: 1, breakAt: null, ...over,
}) // prettier-ignore

export const aRow = (end: string, value: number | null, over: Partial<FigureRow> = {}): FigureRow => ({
  indicator: 'retail', area: '440400', period: { kind: 'M', end }, scope: 'CUMULATIVE', measure: 'LEVEL', value, unit: '亿元', status: 'PRELIM', releasedAt: null,
  source: 'stat', byHand: null, demo: false, definition: 1, ...over,
}) // prettier-ignore

export const aFigure = (end: string, value: number | null, over: Partial<Figure> = {}): Figure => ({
  ...aRow(end, value, over), revision: 0, receivedAt: `${end}T12:00:00.000Z`, ...over,
}) // prettier-ignore
