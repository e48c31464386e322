import { conversion, convert } from './unit.ts'

/** What the city's sensors measure (domain reference §5.5). `range` is physical: a value outside it is refused, whatever a city thinks
 *  plausible; a city's own narrower range belongs to the datastream and only flags. `fold` says what an hour or a day is made of. */
export type SensorType = {
  id: string
  zh: string
  en: string
  /** UCUM; a datastream may use any unit that converts to it. */
  unit: string
  range: readonly [number, number]
  decimals: number
  fold: 'mean' | 'sum' | 'last'
}

const type = (id: string, zh: string, en: string, unit: string, range: readonly [number, number], decimals: number, fold: SensorType['fold'] = 'mean'): SensorType => ({
  id, zh, en, unit, range, decimals, fold,
}) // prettier-ignore

const ALL: readonly SensorType[] = [
  type('pm25', '细颗粒物 PM2.5', 'PM2.5', 'ug/m3', [0, 1000], 0),
  type('pm10', '可吸入颗粒物 PM10', 'PM10', 'ug/m3', [0, 2000], 0),
  type('so2', '二氧化硫', 'Sulphur dioxide', 'ug/m3', [0, 2700], 0),
  type('no2', '二氧化氮', 'Nitrogen dioxide', 'ug/m3', [0, 4000], 0),
  type('o3', '臭氧', 'Ozone', 'ug/m3', [0, 1200], 0),
  type('co', '一氧化碳', 'Carbon monoxide', 'mg/m3', [0, 150], 1),
  type('aqi', '空气质量指数', 'Air quality index', '{index}', [0, 500], 0, 'last'),
  type('aqiDay', '日空气质量指数', 'Daily air quality index', '{index}', [0, 500], 0, 'last'),
  type('temp', '气温', 'Air temperature', 'Cel', [-60, 60], 1),
  type('dewPoint', '露点', 'Dew point', 'Cel', [-80, 60], 1),
  type('humidity', '相对湿度', 'Relative humidity', '%', [0, 100], 0),
  type('pressure', '气压', 'Air pressure', 'hPa', [500, 1100], 1),
  type('windSpeed', '风速', 'Wind speed', 'm/s', [0, 100], 1),
  type('windDir', '风向', 'Wind direction', 'deg', [0, 360], 0, 'last'),
  type('rain5m', '5 分钟雨量', 'Rain, 5 min', 'mm', [0, 60], 1, 'sum'),
  type('rain1h', '小时雨量', 'Rain, 1 h', 'mm', [0, 400], 1, 'last'),
  type('rain24h', '日雨量', 'Rain, 24 h', 'mm', [0, 2000], 1, 'last'),
  type('waterLevel', '水位', 'Water level', 'm', [-100, 9000], 2),
  type('tideLevel', '潮位', 'Tide level', 'm', [-10, 15], 2),
  type('ponding', '积水深度', 'Ponding depth', 'cm', [0, 500], 1),
  type('flow', '流量', 'Flow', 'm3/s', [-200_000, 200_000], 1),
  type('wq.ph', 'pH 值', 'pH', '[pH]', [0, 14], 2),
  type('wq.do', '溶解氧', 'Dissolved oxygen', 'mg/L', [0, 50], 2),
  type('wq.codmn', '高锰酸盐指数', 'Permanganate index', 'mg/L', [0, 500], 1),
  type('wq.cod', '化学需氧量', 'Chemical oxygen demand', 'mg/L', [0, 5000], 0),
  type('wq.nh3n', '氨氮', 'Ammonia nitrogen', 'mg/L', [0, 500], 2),
  type('wq.tp', '总磷', 'Total phosphorus', 'mg/L', [0, 100], 3),
  type('wq.tn', '总氮', 'Total nitrogen', 'mg/L', [0, 500], 2),
  type('wq.turbidity', '浊度', 'Turbidity', '{NTU}', [0, 4000], 0),
  type('noise', '噪声', 'Noise', 'dB{A}', [0, 160], 1),
  type('gasCH4', '可燃气体', 'Combustible gas', '%{LEL}', [0, 100], 0),
  type('manhole.tilt', '井盖倾角', 'Manhole cover tilt', 'deg', [0, 180], 0, 'last'),
  type('manhole.level', '井下液位', 'Manhole level', 'm', [0, 50], 2),
  type('smoke', '烟感', 'Smoke', '{bool}', [0, 1], 0, 'last'),
  type('flame', '火焰', 'Flame', '{bool}', [0, 1], 0, 'last'),
  type('elevator.state', '电梯状态', 'Lift state', '{state}', [0, 99], 0, 'last'),
  type('pump.state', '水泵状态', 'Pump state', '{state}', [0, 99], 0, 'last'),
  type('powerLoad', '用电负荷', 'Power load', 'MW', [-100_000, 1_000_000], 1),
  type('pipePressure', '供水压力', 'Water pressure', 'MPa', [0, 10], 2),
  type('bridge.strain', '桥梁应变', 'Bridge strain', 'ue', [-20_000, 20_000], 0),
  type('bridge.crack', '桥梁裂缝', 'Bridge crack', 'mm', [0, 1000], 2),
  type('bridge.displacement', '桥梁位移', 'Bridge displacement', 'mm', [-5000, 5000], 1),
  type('crowd', '客流', 'Crowd', '{person}', [0, 1_000_000], 0),
  type('vehSpeed', '车速', 'Vehicle speed', 'km/h', [0, 300], 0),
  type('congestionIdx', '拥堵指数', 'Congestion index', '1', [0, 10], 1),
  type('parkFree', '停车余位', 'Free parking', '{space}', [0, 100_000], 0, 'last'),
  type('binFill', '垃圾桶满溢度', 'Bin fill', '%', [0, 100], 0, 'last'),
  type('battery', '设备电量', 'Battery', '%', [0, 100], 0, 'last'),
  type('rssi', '信号强度', 'Signal strength', 'dBm', [-200, 20], 0, 'last'),
]

export const SENSOR_TYPES: ReadonlyMap<string, SensorType> = new Map(ALL.map((t) => [t.id, t]))

/** The type's physical range in a datastream's own unit; null when the unit does not measure that type. */
export function rangeIn(sensorType: SensorType, unit: string): readonly [number, number] | null {
  const to = conversion(sensorType.unit, unit)
  return to && [convert(sensorType.range[0], to), convert(sensorType.range[1], to)]
}
