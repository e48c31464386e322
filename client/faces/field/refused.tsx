import { type ReactElement, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Action, Refused } from '../../outbox/action.ts'
import { newCommandId } from '../../live/api.ts'
import { clockText } from '../../ui/clock.ts'
import { keep } from './act.ts'
import { Missing } from './case.tsx'
import { Icon, LevelSign } from './icons.tsx'
import { o } from './messages-outbox.ts'
import { deedWord } from './outbox-page.tsx'
import { Back, Dock, OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { inWords } from './state-words.ts'
import { type CaseDetail, useCase } from './use-case.ts'

const KNOWN = ['wrong-state', 'role-may-not', 'photos-missing', 'own-work', 'report-refused'] as const
const nowKey = (rule: string) => KNOWN.find((known) => known === rule) ?? 'other'

type Mark = { at: number; word: string }
/** What happened to the case between my deed and its refusal, by its own history. */
function changeBetween(
  detail: CaseDetail | null,
  action: Action,
  refused: Refused,
  names: Readonly<Record<string, string>>,
): (Mark & { by: string }) | null {
  const from = action.offlineSince === null ? Date.parse(action.at) - 3_600_000 : Date.parse(action.offlineSince)
  const entry = detail?.history?.findLast(
    ({ at, step }) =>
      Date.parse(at) >= from &&
      Date.parse(at) <= Date.parse(refused.at) &&
      ['dispatch', 'recall', 'designate', 'rework', 'close', 'force-close', 'handle', 'return', 'reject', 'attach', 'inspect'].includes(
        step,
      ),
  )
  if (!entry) return null
  const team = (entry.body['team'] ?? entry.body['department']) as string | undefined
  return {
    at: Date.parse(entry.at),
    word: STEP_WORDS[entry.step] ?? entry.step,
    by: `${entry.byName}${team ? ` → ${names[team] ?? team}` : ''}`,
  }
}
const STEP_WORDS: Record<string, string> = { dispatch: '改派', recall: '撤回派遣', designate: '指定承办', rework: '返工', close: '结案', 'force-close': '强制结案', handle: '已处置', return: '退回', reject: '不予立案', attach: '并案', inspect: '已核查' } // prettier-ignore

/** Both clocks: what the system did, what was done here, where they met. */
function TwoLanes({ action, refused, change }: { action: Action; refused: Refused; change: Mark | null }): ReactElement {
  const mine = Date.parse(action.at)
  const back = Date.parse(refused.at)
  const offline = action.offlineSince === null ? null : Date.parse(action.offlineSince)
  const first = Math.min(mine, change?.at ?? mine, offline ?? mine)
  const x = (ms: number) => 96 + ((ms - first) / Math.max(1, back - first)) * 216
  return (
    <svg
      width="100%"
      viewBox="0 0 358 160"
      fontSize="15"
      fill="var(--ink)"
      style={{ overflow: 'visible' }}
      role="img"
      aria-label={`${o('refused.you', { at: clockText(mine) })}，${o('refused.back', { at: clockText(back) })}`}
    >
      <text x="0" y="45" fontWeight="620" fontSize="17">
        {o('refused.system')}
      </text>
      <text x="0" y="119" fontWeight="620" fontSize="17">
        {o('refused.phone')}
      </text>
      <path d="M62 40H358M62 114H358" stroke="var(--ink)" strokeWidth="3" />
      {offline !== null && (
        <g>
          <rect
            x={x(offline)}
            y="105"
            width={Math.max(4, x(back) - x(offline))}
            height="18"
            fill="var(--raised)"
            stroke="var(--ink-2)"
            strokeWidth="1.2"
          />
          {Array.from({ length: Math.floor((x(back) - x(offline)) / 9) }, (_, i) => (
            <path key={i} d={`M${x(offline) + 2 + i * 9} 123l7-18`} stroke="var(--ink-2)" strokeWidth="1.6" />
          ))}
          <text x={Math.min(x(offline), 130)} y="150" fill="var(--ink-2)">
            {o('refused.offline')}
          </text>
          <text x="358" y="150" textAnchor="end" fill="var(--ink-2)">
            {o('refused.online')}
          </text>
        </g>
      )}
      {change && (
        <g>
          <path d={`M${x(change.at)} 40m0-12 12 12-12 12-12-12Z`} fill="var(--ink)" />
          <text x={Math.min(x(change.at), 200)} y="18" textAnchor="middle" fontWeight="620" fontSize="17">
            {o('refused.changed', { at: clockText(change.at), what: change.word })}
          </text>
        </g>
      )}
      <circle cx={x(mine)} cy="114" r="10" fill="var(--ink)" stroke="var(--raised)" strokeWidth="3" />
      <text x={Math.max(110, Math.min(x(mine), 250))} y={offline === null ? 150 : 95} textAnchor="middle" fontWeight="620" fontSize="17">
        {o('refused.you', { at: clockText(mine) })}
      </text>
      <path d={`M${x(back)} 114V62`} stroke="var(--ink)" strokeWidth="2.5" />
      <path d={`M${x(back)} 27l13 23h-26Z`} fill="var(--orange)" stroke="var(--raised)" strokeWidth="2.5" />
      <text x="358" y="18" textAnchor="end" fontWeight="620" fontSize="17">
        {o('refused.back', { at: clockText(back) })}
      </text>
    </svg>
  )
}

function Kept({ action }: { action: Action }): ReactElement {
  return (
    <div className="row pad sep" style={{ gap: 3 }}>
      {action.photos.slice(0, 2).map(({ key, thumb }) => (
        <span key={key} className="photo" style={{ width: 92, height: 69, flex: 'none' }}>
          <img src={thumb} alt="" />
        </span>
      ))}
      <span style={{ paddingLeft: 11 }}>
        <b className="b blk">{o('refused.kept', { n: action.photos.length + 1 })}</b>
        {o('refused.safe')}
      </span>
    </div>
  )
}

/** The photos go in by the door that is always open: a report, which the desk attaches to the case. */
async function handOver(action: Action, number: string): Promise<void> {
  const { outbox, fix } = usePhone.getState()
  if (!outbox) return
  const kept = await Promise.all(action.photos.map(async ({ key, when }) => ({ photo: await outbox.photo(key), when })))
  const photos = kept.flatMap(({ photo }) =>
    photo ? [{ photo: { ...photo, key: newCommandId(), url: null, sent: 0, id: null }, when: 'report' as const }] : [],
  )
  const position = photos[0]?.photo.position ?? fix?.position
  const body = {
    title: `补充材料：${action.about.title}`.slice(0, 200),
    description: `原案 ${number}。提交未被采用：${action.refused?.reason ?? ''}`,
    channel: 'GRASSROOTS' as const,
    source: 'GRID' as const,
    ...(position ? { position } : {}),
    ...(action.about.place ? { place: action.about.place } : {}),
  }
  await keep({ deed: { kind: 'report', body }, about: { title: body.title, place: action.about.place }, photos })
  await outbox.discard(action.commandId)
}

export function RefusedPage({ commandId }: { commandId: string }): ReactElement {
  const action = usePhone((phone) => phone.actions.find((known) => known.commandId === commandId))
  const names = usePhone((phone) => phone.names)
  const outbox = usePhone((phone) => phone.outbox)
  const caseId = action?.deed.kind === 'step' && 'id' in action.deed.incident ? action.deed.incident.id : ''
  const found = useCase(caseId)
  const [objected, setObjected] = useState(false)
  const [, go] = useLocation()
  if (!action?.refused) return <Missing />
  const { refused } = action
  const detail = found?.detail ?? null
  const change = changeBetween(detail, action, refused, names)
  const key = nowKey(refused.rule)
  const has = found?.shown.tasks.findLast(({ state }) => ['ASKED', 'ACCEPTED', 'HANDLING', 'HANDLED'].includes(state))
  const object = async () => {
    await keep({
      deed: {
        kind: 'step',
        incident: { id: caseId },
        step: 'comment',
        body: {
          text: `对退回有异议，请派遣员核对：${deedWord(action)}（${clockText(Date.parse(action.at))} 提交）。系统说：${refused.reason}`,
        },
      },
      about: action.about,
    })
    setObjected(true)
  }
  return (
    <Page label={o('refused.title', { what: deedWord(action) })}>
      <OfflineStrip />
      <header className="head row" style={{ gap: 12, alignItems: 'flex-start' }}>
        <span style={{ paddingTop: 4 }}>
          <LevelSign level="ORANGE" size={30} />
        </span>
        <span>
          <h1 className="h1">{o('refused.title', { what: deedWord(action) })}</h1>
          <p>{`${action.about.place} ${action.about.title}`}</p>
        </span>
      </header>
      <div className="mid">
        <div style={{ padding: '12px 16px 10px', borderBlock: '1px solid var(--line-strong)', background: 'var(--raised)' }}>
          <TwoLanes action={action} refused={refused} change={change} />
        </div>
        <div className="pad">
          <p className="s q">{o('refused.why')}</p>
          {change && <p>{o('refused.meanwhile', { what: change.word, by: change.by })}</p>}
          <p className={change ? 's q' : undefined}>{inWords(refused.reason)}</p>
        </div>
        <div className="pad sep">
          <p className="s q">{o('refused.now')}</p>
          <p className="l">{o(`now.${key}`)}</p>
          <p>{o(`now.${key}Hint`)}</p>
        </div>
        <Kept action={action} />
        {has && (
          <p className="row pad sep">
            <span className="s q" style={{ width: 92 }}>
              {o('refused.who')}
            </span>
            <span>{names[has.team ?? ''] ?? names[has.department] ?? has.department}</span>
          </p>
        )}
        {caseId !== '' && (
          <>
            <Link className="opt" href={`/field/case/${caseId}`}>
              <Icon name="list" size={24} />
              <span className="grow">{o('refused.case')}</span>
              <Icon name="more" size={24} />
            </Link>
            <button type="button" className="opt" disabled={objected} onClick={() => void object()}>
              <Icon name="phone" size={24} />
              <span className="grow">{o(objected ? 'refused.objected' : 'refused.object')}</span>
              {!objected && <Icon name="more" size={24} />}
            </button>
          </>
        )}
        {action.photos.length > 0 && (
          <button type="button" className="opt" onClick={() => void outbox?.discard(commandId).then(() => go('/field/outbox'))}>
            <Icon name="check" size={24} />
            <span className="grow">{o('refused.seen')}</span>
          </button>
        )}
      </div>
      <Dock>
        <Back to="/field/outbox" />
        {action.photos.length > 0 && (
          <Primary
            icon="send"
            sub={o('refused.handHint')}
            onPress={() => void handOver(action, found?.shown.number ?? caseId).then(() => go('/field/outbox', { replace: true }))}
          >
            {o('refused.hand')}
          </Primary>
        )}
      </Dock>
    </Page>
  )
}
