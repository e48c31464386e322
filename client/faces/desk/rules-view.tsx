import { type FormEvent, type ReactElement, useState } from 'react'
import { type Expr, Rule, type Severity } from '../../../shared/alert.ts'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { send } from './acts.ts'
import { say } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { useOrganisation } from './organisation.ts'
import { useAsked } from './use-detail.ts'

type Listed = Rule & { status: { fresh: number; total: number; alerts: number; state: 'alert' | 'normal' | 'unknown' } }
const SEVERITIES: readonly Severity[] = ['RED', 'ORANGE', 'YELLOW', 'BLUE']
const EMPTY: Rule = { id: '', name: '', scope: {}, levels: [], enabled: true }
const isAbove = (expr: Expr | undefined): expr is { op: 'above'; value: number } =>
  expr !== undefined && 'op' in expr && expr.op === 'above'
/** The form edits ladders of thresholds with one clear line; anything else is edited as its text. */
const isPlain = (rule: Rule): boolean =>
  rule.levels.every((level) => isAbove(level.when)) && (rule.clear === undefined || ('op' in rule.clear && rule.clear.op === 'below'))

export function RulesView(): ReactElement {
  const [version, setVersion] = useState(0)
  const { data, error } = useAsked<{ rules: Listed[] }>('/api/rules', version)
  const [chosen, setChosen] = useState<string | null>(null)
  const rule = chosen === '' ? EMPTY : data?.rules.find((one) => one.id === chosen)
  return (
    <main className="desk-main view-rule">
      <section className="desk-col">
        <div className="line" style={{ height: 44, padding: '0 16px', borderBottom: '1px solid var(--line)' }}><span>{t('rules.title')}</span><span className="ink3">{data?.rules.length ?? ''}</span><span className="push" /><button type="button" className="btn plain" onClick={() => setChosen('')}>{t('rules.new')}</button></div>
        <div className="desk-scroll">
          {error && <p className="queue-empty" role="alert">{error}</p>}
          {data?.rules.map((one) => (
            <button key={one.id} type="button" className={`queue-row${one.id === chosen ? ' selected' : ''}`} style={{ gridTemplateColumns: '22px minmax(0,1fr) 150px', height: 48 }} onClick={() => setChosen(one.id)}>
              <LevelMark level={one.levels[0]?.severity ?? 'BLUE'} size={14} />
              <span style={{ minWidth: 0 }}><span className="what clip" style={{ display: 'block' }}>{one.name}</span><span className="tail">{one.id}{one.enabled ? '' : ' · off'}</span></span>
              <span className="small" style={{ textAlign: 'right' }}><span className={one.status.state === 'unknown' ? 'stale' : 'ink2'}>{one.status.state === 'unknown' ? t('rules.unknown') : one.status.state === 'alert' ? t('rules.alerts', { n: one.status.alerts }) : t('health.ok')}</span><br /><span className="ink3">{t('rules.fresh', one.status)}</span></span>
            </button>
          ))}
        </div>
      </section>
      <section className="desk-col filled">{rule && <RuleForm key={chosen} rule={rule} isNew={chosen === ''} onSaved={(id) => { setVersion((n) => n + 1); setChosen(id); say(t('rules.saved')) }} />}</section>
    </main>
  ) // prettier-ignore
}

function RuleForm({
  rule,
  isNew,
  onSaved,
}: {
  rule: Rule & { status?: unknown }
  isNew: boolean
  onSaved(id: string): void
}): ReactElement {
  const { status: _, ...bare } = rule
  const [draft, setDraft] = useState<Rule>(bare)
  const [text, setText] = useState(isPlain(bare) ? null : JSON.stringify(bare, null, 2))
  const [error, setError] = useState('')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    let value: unknown = draft
    if (text !== null) {
      try {
        value = JSON.parse(text)
      } catch (failure) {
        return setError((failure as Error).message)
      }
    }
    const parsed = Rule.safeParse(value)
    if (!parsed.success) return setError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('；'))
    setError('')
    const done = await send<Rule>(isNew ? '/api/rules' : `/api/rules/${parsed.data.id}`, parsed.data, isNew ? 'POST' : 'PUT')
    if (done) onSaved(parsed.data.id)
  }
  return (
    <form className="pane desk-scroll" onSubmit={(e) => void save(e)} style={{ maxWidth: 760 }}>
      <div className="pane-head"><h2 className="pane-title">{isNew ? t('rules.new') : draft.name}</h2></div>
      {text !== null ? <><p className="ink2 small">{t('rules.complex')}</p><textarea aria-label={t('rules.title')} value={text} rows={22} spellCheck={false} style={{ fontFamily: 'monospace' }} onChange={(e) => setText(e.target.value)} /></> : <PlainFields draft={draft} setDraft={setDraft} isNew={isNew} />}
      {error && <p className="field-error" role="alert">{error}</p>}
      <div className="line" style={{ padding: '14px 0' }}><button type="submit" className="btn primary">{t('rules.save')}</button></div>
    </form>
  ) // prettier-ignore
}

function PlainFields({ draft, setDraft, isNew }: { draft: Rule; setDraft(rule: Rule): void; isNew: boolean }): ReactElement {
  const areas = useOrganisation((s) => s.areas).filter((area) => area.kind !== 'COMMUNITY' && area.kind !== 'GRID')
  const scope = (name: 'type' | 'area' | 'datastream', value: string) => {
    const { [name]: _, ...rest } = draft.scope
    setDraft({ ...draft, scope: value ? { ...rest, [name]: value } : rest })
  }
  const clear = draft.clear && 'op' in draft.clear && draft.clear.op === 'below' ? draft.clear.value : ''
  const unit = draft.scope.type ? (SENSOR_TYPES.get(draft.scope.type)?.unit ?? '') : ''
  return (
    <>
      <div className="field-row"><label htmlFor="rule-id">{t('rules.id')}</label><input id="rule-id" required disabled={!isNew} value={draft.id} pattern="[A-Za-z0-9._:-]{1,64}" onChange={(e) => setDraft({ ...draft, id: e.target.value })} /></div>
      <div className="field-row"><label htmlFor="rule-name">{t('rules.name')}</label><input id="rule-name" required maxLength={200} value={draft.name} onChange={(e) => setDraft({ ...draft, name: e.target.value })} /></div>
      <div className="field-row"><label htmlFor="rule-type">{t('rules.scope.type')}</label><select id="rule-type" value={draft.scope.type ?? ''} onChange={(e) => scope('type', e.target.value)}><option value="">—</option>{[...SENSOR_TYPES.values()].map((type) => <option key={type.id} value={type.id}>{type.zh} {type.unit}</option>)}</select></div>
      <div className="field-row"><label htmlFor="rule-area">{t('rules.scope.area')}</label><select id="rule-area" value={draft.scope.area ?? ''} onChange={(e) => scope('area', e.target.value)}><option value="">—</option>{areas.map((area) => <option key={area.id} value={area.id}>{area.name}</option>)}</select></div>
      <div className="field-row"><label htmlFor="rule-one">{t('rules.scope.datastream')}</label><input id="rule-one" value={draft.scope.datastream ?? ''} onChange={(e) => scope('datastream', e.target.value)} /></div>
      <h3 style={{ marginTop: 10 }}>{t('rules.ladder')}</h3>
      {SEVERITIES.map((severity) => <Rung key={severity} severity={severity} draft={draft} setDraft={setDraft} unit={unit} />)}
      <div className="field-row"><label htmlFor="rule-clear">{t('rules.clear')}</label><input id="rule-clear" type="number" step="any" value={clear} onChange={(e) => { const { clear: _, ...rest } = draft; setDraft(e.target.value === '' ? rest : { ...rest, clear: { op: 'below', value: Number(e.target.value) } }) }} /></div>
      <div className="field-row"><label htmlFor="rule-case">{t('rules.case')}</label><span className="line"><select id="rule-case" value={draft.incident?.from ?? ''} onChange={(e) => { const { incident: _, ...rest } = draft; setDraft(e.target.value ? { ...rest, incident: { afterS: 60, ...draft.incident, from: e.target.value as Severity } } : rest) }}><option value="">{t('rules.case.never')}</option>{SEVERITIES.map((severity) => <option key={severity} value={severity}>{ui(`level.${severity}`)}</option>)}</select>{draft.incident && <><input type="number" min={0} style={{ width: 100 }} aria-label={t('rules.case.after')} value={draft.incident.afterS} onChange={(e) => setDraft({ ...draft, incident: { ...draft.incident!, afterS: Number(e.target.value) } })} /><span className="small ink3">{t('rules.case.after')}</span></>}</span></div>
      <div className="field-row"><label htmlFor="rule-on">{t('rules.enabled')}</label><input id="rule-on" type="checkbox" checked={draft.enabled} onChange={(e) => setDraft({ ...draft, enabled: e.target.checked })} /></div>
    </>
  ) // prettier-ignore
}

/** One level of the ladder as a sentence: 红 at or above 20 for 300 s. */
function Rung({
  severity,
  draft,
  setDraft,
  unit,
}: {
  severity: Severity
  draft: Rule
  setDraft(rule: Rule): void
  unit: string
}): ReactElement {
  const level = draft.levels.find((one) => one.severity === severity)
  const value = level && isAbove(level.when) ? level.when.value : ''
  const put = (next: { value: string; forS: number }) => {
    const others = draft.levels.filter((one) => one.severity !== severity)
    const levels =
      next.value === '' ? others : [...others, { severity, when: { op: 'above' as const, value: Number(next.value) }, forS: next.forS }]
    setDraft({ ...draft, levels: levels.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)) })
  }
  return (
    <div className="field-row"><span className="label line"><LevelMark level={severity} size={14} /> {ui(`level.${severity}`)}</span><span className="line"><span className="ink2" style={{ whiteSpace: 'nowrap' }}>{t('rules.when')}</span><input type="number" step="any" aria-label={`${ui(`level.${severity}`)} ${t('rules.when')}`} value={value} onChange={(e) => put({ value: e.target.value, forS: level?.forS ?? 0 })} /><span className="ink3">{unit}</span><span className="ink2" style={{ whiteSpace: 'nowrap' }}>{t('rules.for')}</span><input type="number" min={0} aria-label={`${ui(`level.${severity}`)} ${t('rules.for')}`} value={level?.forS ?? ''} disabled={!level} onChange={(e) => put({ value: String(value), forS: Number(e.target.value) })} /></span></div>
  ) // prettier-ignore
}
