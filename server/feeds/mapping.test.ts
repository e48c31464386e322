import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { datastreamsOf, mapRow, readMappings, rowsOf, SensorMapping, SHIPPED, topicFits, valueAt } from './mapping.ts'

const mappings = readMappings([SHIPPED])
const prsa = mappings.get('prsa')!
const row = { year: '2016', month: '12', day: '1', hour: '0', 'PM2.5': '10', PM10: 'NA', SO2: '6', NO2: '38', CO: '400', O3: '45', TEMP: '3.5', PRES: '1024.1', DEWP: '-8.5', RAIN: '0', wd: 'NNE', WSPM: '1', station: 'Dongsi' } // prettier-ignore
const source = {
  id: 's',
  name: 's',
  department: '',
  origin: '',
  update: 'event',
  quality: '',
  usage: '',
  classification: 'L1',
  mode: 'live',
  contact: null,
}
const aMapping = (more: object) => SensorMapping.parse({ id: 'm', name: 'm', format: 'json', datastream: '{id}', title: '{id}', time: { path: 't', format: 'iso' }, position: { lon: 'x', lat: 'y' }, values: [{ path: 'v', type: 'temp', unit: 'Cel' }], periodS: 60, source, ...more }) // prettier-ignore

it('F120 reads the Beijing recording: local time, CO in mg/m³, no NA, wind by its word', () => {
  const { rows, refused, missing } = mapRow(prsa, row)
  expect([refused, missing, rows.length]).toEqual([[], 1, 11])
  expect(rows.every(({ at }) => at === Date.parse('2016-11-30T16:00:00Z'))).toBe(true)
  expect(Object.fromEntries(rows.map(({ datastream, value }) => [datastream, value]))).toMatchObject({
    'prsa.Dongsi.pm25': 10,
    'prsa.Dongsi.co': 0.4,
    'prsa.Dongsi.windDir': 22.5,
    'prsa.Dongsi.temp': 3.5,
  })
  expect(datastreamsOf(prsa, row)[0]).toMatchObject({
    id: 'prsa.Dongsi.pm25',
    name: '东四 细颗粒物 PM2.5',
    position: [116.417, 39.929],
    unit: 'ug/m3',
    source: 'prsa',
    periodS: 3600,
  })
})

it('F121 reads citizen sensors: semicolons, times without a zone', () => {
  const mapped = mapRow(mappings.get('luftdaten')!, {
    sensor_id: '15092',
    lat: '56.964',
    lon: '-2.212',
    timestamp: '2019-05-24T00:01:08',
    P1: '3.33',
    P2: '',
  })
  expect(mapped).toEqual({
    rows: [{ datastream: 'luftdaten.15092.pm10', at: Date.parse('2019-05-24T00:01:08Z'), value: 3.33 }],
    refused: [],
    missing: 1,
  })
})

it('F122 finds rows by a path, ids in the topic, seconds that are not milliseconds', () => {
  const m = aMapping({
    rows: 'data.list',
    datastream: 'x.{topic.1}.{type}',
    time: { path: 'ts', format: 'epoch-s' },
    values: [{ path: 'm[0].v', type: 'temp', unit: 'K' }],
    topic: 'city/+/#',
  })
  const [first] = rowsOf(m, { data: { list: [{ ts: 1_767_225_600, m: [{ v: 300.15 }] }] } })
  expect(mapRow(m, first, ['city', 'p7'])).toMatchObject({ rows: [{ datastream: 'x.p7.temp', at: 1_767_225_600_000, value: 27 }] })
  expect(mapRow(m, { ts: 1_767_225_600_000, m: [{ v: 1 }] }).refused).toMatchObject([{ rule: 'O-milliseconds' }])
  expect(mapRow(m, { ts: 'x', m: [{ v: 1 }] }).refused).toMatchObject([{ rule: 'O-time' }])
  expect(mapRow(m, { ts: 1, m: [{ v: 'broken' }] }).refused).toMatchObject([{ rule: 'O-nan' }])
})

it('F123 follows own names only, and the wildcards of MQTT', () => {
  expect(valueAt({ a: 1 }, '__proto__.polluted')).toBeUndefined()
  expect(valueAt({}, 'constructor')).toBeUndefined()
  expect([
    topicFits('a/+/c', 'a/b/c'),
    topicFits('a/+/c', 'a/b/d'),
    topicFits('a/#', 'a/b/c'),
    topicFits('a/+', 'a'),
    topicFits('a', 'a/b'),
  ]).toEqual([true, false, true, false, false])
})

it('F124 refuses a mapping that names what does not exist, and says where', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongguan-mapping-'))
  writeFileSync(join(folder, 'bad.json'), JSON.stringify(aMapping({ values: [{ path: 'v', type: 'temp', unit: 'm' }] })))
  expect(() => readMappings([folder])).toThrow('bad.json: temp cannot be measured in m')
  rmSync(folder, { recursive: true })
})
