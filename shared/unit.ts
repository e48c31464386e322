/** UCUM units that our feeds meet, each with its dimension and how it becomes the dimension's base: base = value × factor + offset.
 *  Aliases are how people and devices write the same unit. Source: ucum.org, table 1 and the units of sensor types. */
type Unit = { dimension: string; factor: number; offset: number; display: string }
const unit = (dimension: string, factor: number, display: string, offset = 0): Unit => ({ dimension, factor, offset, display })

const UNITS: Record<string, Unit> = {
  'ug/m3': unit('mass concentration', 1e-6, 'μg/m³'),
  'mg/m3': unit('mass concentration', 1e-3, 'mg/m³'),
  'g/m3': unit('mass concentration', 1, 'g/m³'),
  'ug/L': unit('mass concentration', 1e-3, 'μg/L'),
  'mg/L': unit('mass concentration', 1, 'mg/L'),
  Cel: unit('temperature', 1, '℃'),
  K: unit('temperature', 1, 'K', -273.15),
  '[degF]': unit('temperature', 5 / 9, '℉', (-32 * 5) / 9),
  Pa: unit('pressure', 1, 'Pa'),
  hPa: unit('pressure', 100, 'hPa'),
  kPa: unit('pressure', 1e3, 'kPa'),
  MPa: unit('pressure', 1e6, 'MPa'),
  bar: unit('pressure', 1e5, 'bar'),
  mbar: unit('pressure', 100, 'mbar'),
  'm/s': unit('speed', 1, 'm/s'),
  'km/h': unit('speed', 1 / 3.6, 'km/h'),
  deg: unit('angle', 1, '°'),
  rad: unit('angle', 180 / Math.PI, 'rad'),
  m: unit('length', 1, 'm'),
  cm: unit('length', 1e-2, 'cm'),
  mm: unit('length', 1e-3, 'mm'),
  km: unit('length', 1e3, 'km'),
  'm3/s': unit('flow', 1, 'm³/s'),
  'm3/h': unit('flow', 1 / 3600, 'm³/h'),
  'L/s': unit('flow', 1e-3, 'L/s'),
  W: unit('power', 1, 'W'),
  kW: unit('power', 1e3, 'kW'),
  MW: unit('power', 1e6, 'MW'),
  '%': unit('ratio', 0.01, '%'),
  '1': unit('ratio', 1, ''),
  '[pH]': unit('acidity', 1, ''),
  '{NTU}': unit('turbidity', 1, 'NTU'),
  'dB{A}': unit('sound level', 1, 'dB(A)'),
  '%{LEL}': unit('explosive limit', 1, '%LEL'),
  ue: unit('strain', 1, 'με'),
  dBm: unit('signal', 1, 'dBm'),
  '{bool}': unit('switch', 1, ''),
  '{state}': unit('state', 1, ''),
  '{person}': unit('persons', 1, '人'),
  '{space}': unit('spaces', 1, '个'),
  '{index}': unit('index', 1, ''),
}

const ALIASES: Record<string, string> = {
  'μg/m³': 'ug/m3', 'µg/m³': 'ug/m3', 'μg/m3': 'ug/m3', 'ug/m³': 'ug/m3', 'mg/m³': 'mg/m3', '℃': 'Cel', '°C': 'Cel', degC: 'Cel', C: 'Cel', '°F': '[degF]',
  'm³/s': 'm3/s', 'm³/h': 'm3/h', '°': 'deg', '[NTU]': '{NTU}', NTU: '{NTU}', '[ntu]': '{NTU}', 'dB[SPL]': 'dB{A}', 'dB(A)': 'dB{A}', dB: 'dB{A}', '%LEL': '%{LEL}',
  'ue*': 'ue', 'με': 'ue', pH: '[pH]', bool: '{bool}', '{boolean}': '{bool}', state: '{state}', 人: '{person}', 个: '{space}', '{count}': '{person}',
} // prettier-ignore

const nameOf = (written: string): string => ALIASES[written] ?? written
const find = (written: string): Unit | undefined => (Object.hasOwn(UNITS, nameOf(written)) ? UNITS[nameOf(written)] : undefined)

export type Conversion = { factor: number; offset: number }

/** How a value in `from` becomes one in `to`: value × factor + offset. Null when the two do not measure the same thing or are unknown. */
export function conversion(from: string, to: string): Conversion | null {
  if (nameOf(from) === nameOf(to)) return { factor: 1, offset: 0 }
  const [a, b] = [find(from), find(to)]
  if (!a || !b || a.dimension !== b.dimension) return null
  return { factor: a.factor / b.factor, offset: (a.offset - b.offset) / b.factor }
}

/** As conversion(), applied. Rounded to 12 significant digits, so that 400 μg/m³ is 0.4 mg/m³ and not 0.39999999999999997. */
export const convert = (value: number, { factor, offset }: Conversion): number =>
  factor === 1 && offset === 0 ? value : Number((value * factor + offset).toPrecision(12))

export const displayUnit = (written: string): string => find(written)?.display ?? written
