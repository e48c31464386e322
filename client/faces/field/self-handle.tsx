import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import { keep } from './act.ts'
import { useDraft } from './draft.ts'
import { BLANK as EMPTY, HandleBody, type HandleDraft, missingOf, opinionOf, photosOf } from './handle.tsx'
import { r } from './messages-report.ts'
import { w } from './messages-work.ts'
import { Back, Dock, OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { reportBody } from './report-confirm.tsx'
import { BLANK, chosenItem, useReportDraft, useSuggestions } from './report-draft.ts'

/** Reported and done in one act, where the item allows it: two deeds in the outbox, the second bound to what the first becomes. */
export function SelfHandle(): ReactElement {
  const [report, changeReport, clearReport] = useReportDraft()
  const [kept, change, clear] = useDraft<HandleDraft>('self', EMPTY)
  const { items, owner, fix } = usePhone()
  const [, go] = useLocation()
  const item = chosenItem(report, useSuggestions(report), items)
  const condition = item?.conditions.find(({ selfHandle }) => selfHandle)
  if (!item || !condition) return <Back to="/field/report/confirm" />
  // The report's own photo shows how it was found.
  const draft = { ...kept, before: kept.before ?? report.photo }
  const missing = missingOf(draft, condition.closing)
  const send = async () => {
    if (missing.length > 0) return
    const body = reportBody(report, item, fix, owner)
    const about = { title: body.title, place: report.place }
    const reported = await keep({
      deed: { kind: 'report', body },
      about,
      photos: report.photo ? [{ photo: report.photo, when: 'report' }] : [],
    })
    const photos = photosOf(draft, condition.closing).map(({ photo, when }) => ({
      photo: photo === report.photo ? { ...photo, key: `${photo.key}-before` } : photo,
      when,
    }))
    await keep({
      deed: {
        kind: 'step',
        incident: { report: reported },
        step: 'self-handle',
        body: {
          item: item.id,
          condition: condition.id,
          opinion: opinionOf(draft) || condition.closing.text,
          ...(photos.length > 0 ? {} : { photos: [] }),
        },
      },
      about,
      photos,
    })
    changeReport(() => BLANK)
    clearReport()
    clear()
    go('/field', { replace: true })
  }
  return (
    <Page label={w('handle.self')}>
      <OfflineStrip />
      <header className="head">
        <h1 className="h1">{w('handle.self')}</h1>
        <p>{item.name}</p>
      </header>
      <div className="mid">
        <HandleBody closing={condition.closing} draft={draft} change={change} />
      </div>
      <Dock>
        <Back to="/field/report/confirm" />
        <Primary
          icon={missing.length > 0 ? undefined : 'send'}
          outlined={missing.length > 0}
          sub={missing.length > 0 ? w('handle.missingFirst', { what: missing[0] ?? '' }) : r('self.hint')}
          onPress={send}
        >
          {missing.length > 0 ? w('handle.missing', { n: missing.length }) : r('self.send')}
        </Primary>
      </Dock>
    </Page>
  )
}
