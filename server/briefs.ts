import { type Actor, DESK_ROLES, holds } from '../shared/actor.ts'
import { type BriefSection, DutyBrief, type EditBrief } from '../shared/brief.ts'
import { type Decision, accept, refuse } from '../shared/decision.ts'
import { STATE_WORDS } from '../shared/directive.ts'
import { type Incident, lightOf } from '../shared/incident.ts'
import { maskFreeText } from '../shared/masking.ts'
import { stepOf } from '../shared/scale.ts'
import { visible } from '../shared/visible.ts'
import type { z } from 'zod'
import type { Hub } from './hub.ts'
import { keep, openRegister } from './register.ts'
import type { Store, WriteOp } from './store/store.ts'

export type BriefParts = { hub: Hub; store: Store; city: string; utcOffsetMin: number; now(): Date }
export type Briefs = Awaited<ReturnType<typeof openBriefs>>
const MOST = 20
const DAY_MS = 86_400_000

/** The duty brief of the shift: drafted from the live picture as this reader may see it, then edited and signed by the shift leader. */
export async function openBriefs({ hub, store, city, utcOffsetMin, now }: BriefParts) {
  const kept = await openRegister(store, 'duty-briefs', DutyBrief)
  const clock = (at: string) => new Date(Date.parse(at) + utcOffsetMin * 60_000).toISOString().slice(5, 16).replace('T', ' ')

  /** The shift on duty; without a roster, the day. */
  function shiftNow(): { name: string; from: string; to: string } {
    const shift = hub.peek('duty:city')?.shift
    if (shift) return { ...shift, from: new Date(shift.from).toISOString(), to: new Date(shift.to).toISOString() }
    const start = Math.floor((now().getTime() + utcOffsetMin * 60_000) / DAY_MS) * DAY_MS - utcOffsetMin * 60_000
    return { name: '全天', from: new Date(start).toISOString(), to: new Date(start + DAY_MS).toISOString() }
  }
  const caseLine = (one: Incident) =>
    `${one.number} ${one.title}${one.place ? `（${one.place}）` : ''}，时限 ${one.redAt ? clock(one.redAt) : '—'}`.slice(0, 400)
  const listed = (lines: string[], none: string): string[] =>
    lines.length === 0 ? [none] : lines.length > MOST ? [...lines.slice(0, MOST), `等共 ${lines.length} 项`] : lines

  function sectionsFor(actor: Actor): BriefSection[] {
    const nowMs = now().getTime()
    const cases = [...hub.ofKind('incident')].filter((one) => visible(one, actor) && !one.flags.includes('REPLAY'))
    const red = cases.filter((one) => lightOf(one, nowMs) === 'RED').sort((a, b) => (a.redAt ?? '9').localeCompare(b.redAt ?? '9'))
    const waiting = cases.filter((one) => one.state === 'DISPATCHED')
    const alerts = [...hub.ofKind('alert')].filter(
      (one) => visible(one, actor) && one.state !== 'CLEARED' && one.severity === 'RED' && !one.replay,
    )
    const warnings = [...hub.ofKind('warning')].filter((one) => visible(one, actor))
    const handover = holds(actor, ...DESK_ROLES) ? (hub.peek('duty:city')?.handover ?? null) : null
    const summary = hub.peek(`area:${city}`)
    const posture = hub.peek('posture:city')
    const open = [
      posture ? `城市状态：${posture.mode === 'EMERGENCY' ? '应急' : '平时'}${posture.level ? `，${posture.level} 级应急响应` : ''}` : null,
      `在办 ${cases.length} 件，超期 ${red.length} 件，未签收 ${waiting.length} 件`,
      summary && summary.onTimeClosure.due > 0
        ? `今日到期 ${summary.onTimeClosure.due} 件，按期结案 ${summary.onTimeClosure.onTime} 件`
        : null,
    ].filter((line) => line !== null)
    return [
      { id: 'summary', title: '总体', lines: open },
      { id: 'warnings', title: '生效预警', lines: listed(warnings.map((one) => `${one.issuer} ${stepOf('warning', one.colour)?.zh ?? one.colour}预警（${clock(one.issuedAt)} 起）${one.text}`.slice(0, 400)), '无') },
      { id: 'reds', title: '红色告警与超期案件', lines: listed([...alerts.map((one) => `红色告警 ${one.name} ${one.ruleName}（${clock(one.raisedAt)}）`), ...red.map(caseLine)], '无') },
      { id: 'unanswered', title: '未签收的派遣', lines: listed(waiting.map(caseLine), '无') },
      // The handover is the desk's own; a leader reads it in the brief that was signed.
      ...(holds(actor, ...DESK_ROLES) ? [{ id: 'handover' as const, title: '交接事项', lines: listed((handover?.items ?? []).filter((item) => item.answer !== 'taken').map((item) => `${item.title}${item.answer === 'refused' ? `（未接：${item.reason ?? ''}）` : ''}`), '无') }] : []),
    ] // prettier-ignore
  }

  /** Unanswered orders of leaders: drawn anew for who may see them, never kept in the brief that the desk reads and signs. */
  function directivesFor(actor: Actor): BriefSection[] {
    if (!holds(actor, 'leader', 'office')) return []
    const open = [...hub.ofKind('directive')].filter((one) => visible(one, actor))
    const late = (due: string, state: string) =>
      (state === 'GIVEN' || state === 'ACCEPTED') && Date.parse(due) < now().getTime() ? '，已逾期' : ''
    return [
      {
        id: 'directives',
        title: '未办结的批示',
        lines: listed(
          open.map((one) =>
            `${one.subject}：${one.text.slice(0, 120)}（${one.assigneeName}，${STATE_WORDS[one.state]}，期限 ${clock(one.due)}${late(one.due, one.state)}）`.slice(
              0,
              400,
            ),
          ),
          '无',
        ),
      },
    ]
  }

  function read(actor: Actor, id?: string): DutyBrief | null {
    const shift = shiftNow()
    const wanted = id === undefined ? shift.from : new Date(id).toISOString()
    const found = actor.areas.includes(city) ? kept.get(wanted) : undefined
    if (found) return { ...found, sections: [...found.sections, ...directivesFor(actor)] }
    if (wanted !== shift.from) return null
    return {
      id: shift.from,
      shift: shift.name,
      from: shift.from,
      to: shift.to,
      asOf: now().toISOString(),
      sections: [...sectionsFor(actor), ...directivesFor(actor)],
      state: 'draft',
      editedBy: null,
      signedBy: null,
      signedByName: null,
      signedAt: null,
    }
  }

  async function edit(
    { id, sections, sign }: z.infer<typeof EditBrief>,
    actor: Actor,
    ops: (brief: DutyBrief) => WriteOp[],
  ): Promise<Decision<DutyBrief>> {
    if (!actor.areas.includes(city)) return refuse('role-may-not', '快报由全市值班长签发')
    const before = read(actor, id)
    if (!before) return refuse('not-found', '没有这一班的快报')
    if (before.state === 'signed') return refuse('brief-signed', '快报已经签发，不能再改')
    const said = sections.filter((one) => one.id !== 'directives').map((one) => ({ ...one, lines: one.lines.map((line) => maskFreeText(line).text) })) // prettier-ignore
    const at = now().toISOString()
    const signed = sign
      ? { state: 'signed' as const, signedBy: actor.id, signedByName: actor.name, signedAt: at }
      : { state: 'edited' as const }
    const brief: DutyBrief = { ...before, sections: said, editedBy: actor.id, ...signed }
    await keep(store, [kept.put(brief)], ops(brief))
    return accept(brief)
  }
  return { read, edit, list: () => kept.all().sort((a, b) => b.id.localeCompare(a.id)).slice(0, 200).map(({ sections: _, ...rest }) => rest) } // prettier-ignore
}
