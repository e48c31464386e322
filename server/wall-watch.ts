import type { Actor } from '../shared/actor.ts'
import type { Wall } from '../shared/entity.ts'
import type { Hub } from './hub.ts'

type Known = { id: string; name: string }
/** A wall that has not painted the newest seq within this stands still; the desk is told. */
const STILL_MS = 4_000
const LOOK_MS = 1_000

/** Which walls paint: each says which seq it painted; one that is behind for four seconds stands still. */
export function openWallWatch({ hub, walls, now }: { hub: Hub; walls: { list(): readonly Known[] }; now(): number }) {
  const seen = new Map<string, { sockets: number; seq: number | null; at: number | null; caughtUpAt: number }>()
  const of = (id: string) => {
    const known = seen.get(id) ?? { sockets: 0, seq: null, at: null, caughtUpAt: now() }
    seen.set(id, known)
    return known
  }
  const isWall = (actor: Actor) => actor.roles.includes('wall')
  const idOf = (actor: Actor) => actor.id.replace(/^wall:/, '')

  function entityOf({ id, name }: Known): Wall {
    const one = seen.get(id)
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
    if (!one || one.sockets === 0)
      return { kind: 'wall', id, name, connected: false, paintedSeq: one?.seq ?? null, paintedAt: iso(one?.at ?? null), state: 'off' }
    return {
      kind: 'wall',
      id,
      name,
      connected: true,
      paintedSeq: one.seq,
      paintedAt: iso(one.at),
      state: now() - one.caughtUpAt > STILL_MS ? 'still' : 'painting',
    }
  }
  // paintedSeq itself changes the picture, and with it what there is to paint: told only when the state changed.
  const told = new Map<string, string>()
  const look = () => {
    for (const one of seen.values()) if (one.seq !== null && one.at !== null && now() - one.at < STILL_MS) one.caughtUpAt = now()
    const changed = walls.list().map(entityOf).filter((wall) => told.get(wall.id) !== `${wall.state} ${wall.name}`) // prettier-ignore
    for (const wall of changed) told.set(wall.id, `${wall.state} ${wall.name}`)
    if (changed.length) void hub.show(changed).catch(() => undefined)
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return {
    painted(actor: Actor, seq: number) {
      const one = of(idOf(actor))
      one.seq = seq
      one.at = now()
    },
    connection(actor: Actor, connected: boolean) {
      if (!isWall(actor)) return
      const one = of(idOf(actor))
      one.sockets += connected ? 1 : -1
      if (connected) one.caughtUpAt = now()
    },
    stop: () => clearInterval(timer),
  }
}
