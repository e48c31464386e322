import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Rule } from '../../../shared/alert.ts'
import type { Bbox } from '../../../shared/geo.ts'
import type { Picture } from '../../../shared/stream.ts'
import { api, ApiError } from '../../live/api.ts'
import { connectLive, type LiveLink } from '../../live/connect.ts'
import { useLive } from '../../live/store.ts'
import { loadMapConfig } from '../../map/map-config.ts'
import { createRecent, type Recent, type Row } from '../../sensor/recent.ts'
import { nowMs, setClockOffset, useNow } from '../../ui/clock.ts'
import { focusOf, type Names, type Need, needsOf } from './needs.ts'

const AS_WALL = { headers: { 'x-face': 'wall' } }
const KINDS = [
  'alert',
  'warning',
  'posture',
  'incident',
  'source',
  'feed',
  'indicator',
  'area',
  'load',
  'duty',
  'system',
  'sensor',
] as const

export type WallSession = { id: string; name: string; area: string }
export type Admission = { state: 'asking' | 'in' | 'out'; session: WallSession | null }

/** Trades the link's token once and clears the address; without a cookie the page says how to get a link. */
export function useAdmission(): Admission {
  const [admission, setAdmission] = useState<Admission>({ state: 'asking', session: null })
  useEffect(() => {
    let stopped = false
    const token = location.hash.slice(1)
    const enter = async () => {
      if (token) {
        window.history.replaceState(null, '', location.pathname + location.search)
        await api('/api/wall-session', { body: { token }, ...AS_WALL }).catch(() => undefined)
      }
      return api<WallSession>('/api/wall-session', AS_WALL)
    }
    const ask = () =>
      enter().then(
        (session) => !stopped && setAdmission({ state: 'in', session }),
        (error: unknown) => {
          if (stopped) return
          // A wall that starts before its server keeps asking; only a refusal is an answer.
          if (error instanceof ApiError && (error.status === 401 || error.status === 403)) setAdmission({ state: 'out', session: null })
          else setTimeout(() => void ask(), 3000)
        },
      )
    void ask()
    return () => void (stopped = true)
  }, [])
  return admission
}

/** Connects, and says every two seconds which seq has really been painted: a page that no longer draws says nothing. */
export function useWallLink(area: string | null, view: Bbox): LiveLink | null {
  const [link, setLink] = useState<LiveLink | null>(null)
  const wanted = JSON.stringify(view)
  useEffect(() => {
    if (area === null) return
    const opened = connectLive({ area, kinds: [...KINDS], map: { bbox: JSON.parse(wanted) as Bbox, zoom: 12 } }, 'wall')
    setLink(opened)
    let asked = 0
    const report = () => {
      cancelAnimationFrame(asked)
      // Two frames: the first draws what the store holds, the second proves that it was put on the glass.
      asked = requestAnimationFrame(() => (asked = requestAnimationFrame(() => opened.painted(useLive.getState().seq))))
    }
    const stopSeq = useLive.subscribe((live) => live.seq, report)
    const stopOffset = useLive.subscribe((live) => live.link.offsetMs, setClockOffset, { fireImmediately: true })
    const timer = setInterval(report, 2000)
    return () => {
      clearInterval(timer)
      cancelAnimationFrame(asked)
      stopSeq()
      stopOffset()
      opened.stop()
      setLink(null)
    }
  }, [area, wanted])
  return link
}

type Departments = { departments: { id: string; name: string; short?: string; teams?: { id: string; name: string }[] }[] }
/** Names and rules, asked when the link comes up and again every five minutes: a wall lives for weeks. */
export function useBooks(ready: boolean): { names: Names; rules: Rule[] } {
  const [names, setNames] = useState<Names>(new Map())
  const [rules, setRules] = useState<Rule[]>([])
  useEffect(() => {
    if (!ready) return
    loadMapConfig('wall')
    const ask = () => {
      api<Departments>('/api/departments', AS_WALL).then(({ departments }) => setNames(new Map(departments.flatMap((d) => [[d.id, d.short || d.name] as const, ...(d.teams ?? []).map((team) => [team.id, team.name] as const)]))), () => undefined) // prettier-ignore
      api<{ rules: Rule[] }>('/api/rules', AS_WALL).then((answer) => setRules(answer.rules), () => undefined) // prettier-ignore
    }
    ask()
    const timer = setInterval(ask, 300_000)
    return () => clearInterval(timer)
  }, [ready])
  return { names, rules }
}

type Points = { points: { at: string; value: number | null }[] }
const history = async (id: string, from: number, to: number): Promise<Row[]> => {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), points: '400' })
  const { points } = await api<Points>(`/api/datastreams/${encodeURIComponent(id)}/observations?${query.toString()}`, AS_WALL)
  return points.flatMap(({ at, value }) => (value === null ? [] : [{ at: Date.parse(at), value }]))
}

/** The last hour of every red and orange alert's datastream. */
function useRecent(picture: Picture): { recent: Recent; version: number } {
  const kept = useRef<Recent | null>(null)
  kept.current ??= createRecent(history, nowMs)
  const recent = kept.current
  const ids = [...picture.alert.values()].filter((a) => a.state !== 'CLEARED' && (a.severity === 'RED' || a.severity === 'ORANGE')).map((a) => a.datastream).sort().slice(0, 40) // prettier-ignore
  const wanted = ids.join(' ')
  useEffect(() => recent.follow(wanted === '' ? [] : wanted.split(' ')), [recent, wanted])
  const version = useSyncExternalStore(recent.subscribe, recent.version)
  return { recent, version }
}

export type WallPicture = { picture: Picture; needs: Need[]; focus: Need | null; recent: Recent; names: Names; rules: Rule[] }

/** What the wall is made of, renewed with each delta and every five seconds for what only time changes. */
export function useWallPicture(ready: boolean, chosen: number | null): WallPicture {
  const picture = useLive((live) => live.picture)
  const now = useNow(5000)
  const { names, rules } = useBooks(ready)
  const { recent, version } = useRecent(picture)
  const needs = useMemo(() => {
    const trend = (id: string) => {
      const change = recent.change(id, 600_000)
      const last = recent.rows(id).at(-1)?.value ?? 0
      return change === null || Math.abs(change) < Math.max(0.2, Math.abs(last) * 0.03) ? 0 : Math.sign(change)
    }
    return needsOf(picture, names, trend, now)
  }, [picture, names, now, recent, version])
  const focus = (chosen === null ? null : needs[chosen - 1]) ?? focusOf(needs)
  return { picture, needs, focus, recent, names, rules }
}
