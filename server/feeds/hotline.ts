import { z } from 'zod'
import type { Actor } from '../../shared/actor.ts'
import { Id } from '../../shared/area.ts'
import { Text, Title } from '../../shared/api.ts'
import { type Decision, accept, refuse } from '../../shared/decision.ts'
import { Position } from '../../shared/geo.ts'
import type { Incident } from '../../shared/incident.ts'
import type { Incidents } from '../incidents.ts'
import type { Item } from '../../shared/item.ts'
import type { PersonalBook } from '../personal.ts'
import { type Store, type WriteOp, op } from '../store/store.ts'

/** What a citizen is known by; whatever else the hotline sends of him is kept sealed as text. */
const Appellant = z.object({ name: z.string().max(100), phone: z.string().max(40), address: z.string().max(400), idNumber: z.string().max(40) }).partial().catchall(z.unknown()) // prettier-ignore

/** A work order 工单 of the 12345 hotline; `kind` are the six kinds of its rules (咨询、求助、投诉、举报、建议, and enterprise appeals). */
export const WorkOrder = z.strictObject({
  workOrder: Id,
  kind: z.enum(['CONSULT', 'HELP', 'COMPLAINT', 'REPORT', 'SUGGESTION', 'ENTERPRISE']),
  title: Title,
  description: Text,
  place: z.string().max(400).optional(),
  position: Position.nullish(),
  area: Id.optional(),
  appellant: Appellant.optional(),
})
export type WorkOrder = z.infer<typeof WorkOrder>

const KEPT_LETTERS = 200
const FEED = 'hotline'

export type HotlineParts = {
  store: Store
  incidents: Pick<Incidents, 'open'>
  personal: Pick<PersonalBook, 'ops' | 'sealText'>
  items(): readonly Item[]
  now: () => Date
}

/** An enterprise appeal has items with limits of their own: those of the class 企业诉求. */
const suggested = (items: readonly Item[], { kind, title, description }: WorkOrder): string | undefined => {
  const isEnterprise = (item: Item) => item.majorClass.includes('企业')
  const fitting = items.filter((item) => (kind === 'ENTERPRISE') === isEnterprise(item))
  const said = `${title} ${description}`
  const byWords = fitting.find((item) => item.words.some((word) => said.includes(word)))
  return (byWords ?? (kind === 'ENTERPRISE' ? fitting[0] : undefined))?.id
}

/** The hotline's words end here: one order is one case, however often it is sent. */
export function openHotline({ store, incidents, personal, items, now }: HotlineParts) {
  const underway = new Map<string, Promise<unknown>>()

  async function known(workOrder: string): Promise<{ id: string; number: string } | null> {
    const id = await store.read('incidents.byWorkOrder', workOrder)
    const found = id === null ? null : ((await store.read('entities.get', `incident:${id}`)) as Incident | null)
    return found && { id: found.id, number: found.number }
  }
  function sealed(subject: string, { appellant }: WorkOrder): WriteOp[] {
    if (!appellant) return []
    const { name, phone, address, idNumber, ...rest } = appellant
    const fields = Object.entries({ name, phone, address, idNumber }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    )
    const more = Object.keys(rest).length ? { text: JSON.stringify(rest).slice(0, 4_000) } : {}
    return personal.ops(subject, { ...Object.fromEntries(fields), ...more })
  }
  async function take(
    order: WorkOrder,
    actor: Actor,
    ops: (incident: Incident) => WriteOp[],
  ): Promise<Decision<{ id: string; number: string; isNew: boolean }>> {
    const before = await known(order.workOrder)
    if (before) return accept({ ...before, isNew: false })
    const item = suggested(items(), order)
    const { title, description, place, position, area } = order
    const body = {
      title, description, channel: 'PETITION', source: order.kind === 'ENTERPRISE' ? 'ENTERPRISE' : 'HOTLINE',
      ...(place === undefined ? {} : { place }), ...(position ? { position } : {}), ...(area === undefined ? {} : { area }), ...(item === undefined ? {} : { item }),
    } // prettier-ignore
    const opened = await incidents.open({
      actor, feed: FEED, body, origin: { workOrder: order.workOrder }, ops: (incident) => [...sealed(`incident:${incident.id}`, order), ...ops(incident)],
    }) // prettier-ignore
    return opened.ok ? accept({ id: opened.event.id, number: opened.event.number, isNew: true }) : opened
  }
  return {
    /** `ops` go into the write of a new case. The same order again answers with the case it became. */
    async receive(
      given: unknown,
      actor: Actor,
      ops: (incident: Incident) => WriteOp[],
    ): Promise<Decision<{ id: string; number: string; isNew: boolean }>> {
      const parsed = WorkOrder.safeParse(given)
      if (!parsed.success) {
        const reason = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} ${issue.message}`).join('；') // prettier-ignore
        const payload = personal.sealText(JSON.stringify(given).slice(0, 16_000))
        await store.write({
          subjects: [],
          ops: [
            op('letters.add', [{ feed: FEED, rule: 'body', reason: reason.slice(0, 400), at: now().toISOString(), payload }], KEPT_LETTERS),
          ],
        })
        return refuse('body', `工单内容不合要求：${reason}`)
      }
      const order = parsed.data
      const turn = (underway.get(order.workOrder) ?? Promise.resolve()).then(
        () => take(order, actor, ops),
        () => take(order, actor, ops),
      )
      underway.set(order.workOrder, turn)
      return turn.finally(() => { if (underway.get(order.workOrder) === turn) underway.delete(order.workOrder) }) // prettier-ignore
    },
  }
}
