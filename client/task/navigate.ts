import converter from 'gcoord'
import type { Position } from '../../shared/geo.ts'

// Its types describe the bundler's module; Node and Vite both give the converter itself.
const gcoord = converter

/** Coordinates as the phone's map expects them: ours are WGS-84. 高德 and 腾讯 read GCJ-02, 百度 BD-09, `geo:` WGS-84. */
export const toGcj02 = (position: Position): Position => gcoord.transform(position, gcoord.WGS84, gcoord.GCJ02)
export const toBd09 = (position: Position): Position => gcoord.transform(position, gcoord.WGS84, gcoord.BD09)

export type Handoff = { app: 'amap' | 'baidu' | 'tencent' | 'phone'; datum: 'GCJ-02' | 'BD-09' | 'WGS-84'; href: string }
const six = (n: number) => n.toFixed(6)

/** Links that open the phone's map with the way to a place. The name is shown there and must not break the address. */
export function handoffs(position: Position, name: string): Handoff[] {
  const [gcjLon, gcjLat] = toGcj02(position)
  const [bdLon, bdLat] = toBd09(position)
  const said = encodeURIComponent(name)
  return [
    { app: 'amap', datum: 'GCJ-02', href: `https://uri.amap.com/navigation?to=${six(gcjLon)},${six(gcjLat)},${said}&mode=car&coordinate=gaode&callnative=1&src=tongguan` },
    { app: 'baidu', datum: 'BD-09', href: `https://api.map.baidu.com/direction?destination=${encodeURIComponent(`latlng:${six(bdLat)},${six(bdLon)}|name:`)}${said}&mode=driving&coord_type=bd09ll&output=html&src=tongguan` },
    { app: 'tencent', datum: 'GCJ-02', href: `https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=${said}&tocoord=${six(gcjLat)},${six(gcjLon)}&referer=tongguan` },
    { app: 'phone', datum: 'WGS-84', href: `geo:${six(position[1])},${six(position[0])}?q=${six(position[1])},${six(position[0])}(${said})` },
  ] // prettier-ignore
}
