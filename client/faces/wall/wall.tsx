import './wall.css'
import { type ReactElement, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { create } from 'zustand'
import type { MapLibre } from '../../map/create-map.ts'
import type { Drawn } from '../../map/city-map.tsx'
import { LazyCityMap } from '../../map/lazy-map.tsx'
import { useLive } from '../../live/store.ts'
import type { PickedSensor, SensorWeight } from '../../sensor/sensor-layer.ts'
import { ageText, figureText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { thin } from '../../ui/thin-space.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { SENSOR_STATE } from '../../../shared/sensor.ts'
import { t } from '../../ui/messages-wall.ts'
import { Region } from '../../ui/region.tsx'
import { useTheme } from '../../ui/theme.ts'
import { CallOut, type CallOutBox } from './call-out.tsx'
import { type Composition } from './composition.ts'
import { Cut, Domains } from './domains.tsx'
import { LatePlaces } from './late-places.tsx'
import { Credit, Legend } from './legend.tsx'
import { MapMarks, MapNames } from './map-marks.tsx'
import { RightPane } from './right-pane.tsx'
import { RiverBand } from './river-band.tsx'
import { sentenceOf } from './sentence.ts'
import { TidePanel } from './tide-panel.tsx'
import { TopBand } from './top-band.tsx'
import { type Admission, useAdmission, useWallLink, useWallPicture } from './wall-data.ts'
import { type Heat, type Measure, MEASURES, rampOf, useHeat } from './wall-heat.ts'
import { burnInShift, useWallKeys } from './wall-keys.ts'
import { lensOf, useComposition, useDusk, viewOf } from './wall-stage.ts'

/** After a minute without a link no live figure may look like now. */
const CUT_MS = 60_000

/** The call-out stands where the sea is, from the height of its mark down to the river. Pixels of the drawing. */
function boxOf(at: Composition, markY: number | null, small: boolean): CallOutBox {
  const wide = at.kind === 'wide'
  const width = wide ? 696 : 380
  const bottom = at.height - at.river - 10
  const least = small ? 350 : wide ? 470 : 545
  const y = small || markY === null ? bottom - least : Math.min(Math.max(markY, at.top + 20), bottom - least)
  return { x: at.right.x - width - (wide ? 48 : 16), y: Math.round(y), width, height: Math.round(bottom - y), wide }
}

type StageProps = { at: Composition; data: ReturnType<typeof useWallPicture>; heat: Heat; day: boolean }

/** The ground: map, marks, names, the call-out with its leader, the legend. */
function Ground({ at, data, heat, day }: StageProps): ReactElement {
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  const { picture, needs, focus, recent, rules } = data
  const s = at.scale
  useEffect(() => weigh(heat.measure, s), [heat.measure, s])
  const bbox = viewOf(location.search, at.kind)
  const padding = { top: at.top * s, right: at.right.width * s, bottom: at.river * s, left: at.left.width * s }
  const [fx, fy] = drawn && focus?.position ? drawn.project(focus.position) : [null, null]
  const box = boxOf(at, fy === null ? null : fy / s, focus?.alert == null)
  const legendX = at.kind === 'wide' ? (at.seams[0] ?? 0) + 80 : box.x - 262
  return (
    <>
      <Suspense fallback={null}>
        <LazyCityMap
          label={t('map.label')}
          bbox={bbox}
          padding={padding}
          scale={s}
          heat={heat.cells}
          ramp={rampOf(heat.measure, day)}
          flyMs={240}
          onMap={bindLayers}
          onView={setDrawn}
        />
      </Suspense>
      {drawn && (
        <svg className="abs wall-over" width={drawn.width} height={drawn.height} aria-hidden>
          <MapNames drawn={drawn} picture={picture} scale={s} all={focus === null || at.kind === 'wide'} />
          {focus && fx !== null && fy !== null && (
            <path
              className="leader"
              key={focus.key}
              d={`M${fx} ${fy}H${(box.x + 1.2) * s}V${(box.y + (fy / s > box.y ? 0 : box.height)) * s}`}
              fill="none"
              stroke={`var(--${focus.level.toLowerCase()})`}
              strokeWidth={2.5 * s}
            />
          )}
          <MapMarks
            picture={picture}
            needs={needs}
            focus={focus}
            drawn={drawn}
            scale={s}
            legend={{ x0: legendX * s, x1: (legendX + 250) * s, y0: (at.height - at.river - 110) * s, y1: (at.height - at.river) * s }}
            within={{ x0: at.left.width * s, x1: box.x * s, y0: at.top * s, y1: (at.height - at.river) * s }}
          />
        </svg>
      )}
      {drawn && <LatePlaces needs={needs} project={drawn.project} scale={s} right={at.right.x * s} />}
      {drawn && <Picked drawn={drawn} />}
      <Legend heat={heat} day={day} marks={needs.length > 0} x={legendX} y={at.height - at.river - 30} />
      <Credit x={at.left.x + at.left.width + 20} y={at.height - at.river - 34} />
      <Region title={t('focus.region')} className="call-out">
        {focus ? <CallOut need={focus} recent={recent} rules={rules} box={box} /> : <TidePanel box={box} />}
      </Region>
    </>
  )
}

const usePicked = create<{ picked: PickedSensor | null }>(() => ({ picked: null }))
const useWeight = create<SensorWeight>(() => ({ sizePx: 1.5, quiet: 0.3 }))
/** Under a heat the sensors are only felt; chosen as the measure they are plain. */
const weigh = (measure: Measure, scale: number) =>
  useWeight.setState(measure === 'sensors' ? { sizePx: 4 * scale, quiet: 0.9 } : { sizePx: 1.5 * scale, quiet: 0.3 })

/** The sensor that was touched: what it is, what it says, how old that is. */
function Picked({ drawn }: { drawn: Drawn }): ReactElement | null {
  const picked = usePicked((state) => state.picked)
  const now = useNow(5000)
  if (!picked) return null
  const [left, top] = drawn.project(picked.position)
  const late = picked.state >= SENSOR_STATE.LATE
  return (
    <div className="wall-picked" style={{ left, top }} role="status">
      <div>{thin(picked.name)}</div>
      <div>
        <b className={`fig ${late ? 'stale' : ''}`}>{figureText(picked.value)}</b> <span className="s">{displayUnit(picked.unit)}</span>{' '}
        <span className="s">{Number.isFinite(picked.observedAt) ? thin(ageText(now - picked.observedAt)) : '—'}</span>
      </div>
    </div>
  )
}

/** Sensors stand on the ground as quiet points; the layer comes with the map, not with the page. */
function bindLayers(map: MapLibre): () => void {
  let undo: (() => void) | undefined
  let stopped = false
  void import('../../sensor/sensor-layer.ts').then(({ bindSensors }) => {
    if (!stopped)
      undo = bindSensors(map, {
        weight: { get: useWeight.getState, subscribe: useWeight.subscribe },
        onPick: (picked) => usePicked.setState({ picked }),
      })
  })
  return () => {
    stopped = true
    undo?.()
  }
}

function Stage({ admission }: { admission: Admission }): ReactElement {
  const at = useComposition()
  const area = admission.session?.area ?? null
  const [chosen, setChosen] = useState<number | null>(null)
  const [measure, setMeasure] = useState<Measure | null>(null)
  useWallLink(area, lensOf(viewOf(location.search, at.kind)))
  useDusk()
  const data = useWallPicture(area !== null, chosen)
  const heat = useHeat(measure)
  const now = useNow(5000)
  const link = useLive((live) => live.link)
  const day = useTheme((theme) => theme.theme) === 'day'
  const cut = link.state !== 'online' && link.state !== 'connecting' && now - link.since > CUT_MS
  const next = useCallback(() => setMeasure((before) => MEASURES[(MEASURES.indexOf(before ?? 'rain') + 1) % MEASURES.length] ?? null), [])
  const keys = useMemo(
    () => ({ focus: setChosen, measure: next, close: () => (setChosen(null), setMeasure(null), usePicked.setState({ picked: null })) }),
    [next],
  )
  useWallKeys(keys)
  const { picture, needs, rules } = data
  const clauses = useMemo(() => sentenceOf(picture, rules, needs.length, now), [picture, rules, needs.length, now])
  const [dx, dy] = burnInShift(now)
  const city = area ?? ''
  // A wall that was ended shows nothing more of the city, at once.
  if (link.state === 'signed-out') return <How words={t('wall.signedOut')} />
  return (
    <Cut value={cut}>
      <main
        className={`wall wall-${at.kind} ${cut ? 'wall-cut' : ''}`}
        style={{ transform: `translate(${dx}px, ${dy}px)` }}
        aria-label={t('wall.title')}
      >
        <Ground at={at} data={data} heat={heat} day={day} />
        <Region title={t('wall.title')}>
          <TopBand picture={picture} area={city} clauses={picture.system.size > 0 ? clauses : []} at={at} />
        </Region>
        <Region title={t('needs.title')} className="pane">
          <RightPane area={picture.area.get(city)} picture={picture} needs={needs} focus={data.focus} at={at} onFocus={setChosen} />
        </Region>
        <Region title={t('domains.region')} className="pane">
          <Domains picture={picture} area={city} at={at} />
        </Region>
        <Region title={t('river.region')} className="pane">
          <RiverBand area={picture.area.get(city)} at={at} />
        </Region>
      </main>
    </Cut>
  )
}

/** The command centre's wall: one live picture, read from eight metres, for weeks. */
export function Wall(): ReactElement {
  const admission = useAdmission()
  return admission.state === 'out' ? <How words={t('wall.how')} /> : <Stage admission={admission} />
}

const How = ({ words }: { words: string }): ReactElement => (
  <main className="wall-how">
    <h1>{t('wall.title')}</h1>
    <p>{words}</p>
  </main>
)
