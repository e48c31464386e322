import '../../ui/tokens.css'
import './field.css'
import { type ComponentType, lazy, type ReactElement, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { Region } from '../../ui/region.tsx'
import { keepInstallOffer } from './install.ts'
import { t } from './messages-field.ts'
import { OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { watchPosition } from './position.ts'
import { askEarly } from './server-list.ts'
import { applyLook, applySize } from './settings.ts'
import { startSharing } from './sharing.ts'
import { startPhone } from './start.ts'
import { Tasks } from './tasks.tsx'

askEarly()
keepInstallOffer()
applySize()
applyLook()

// Loaded when first opened, and all of them once the first row stands, so that a cut network takes no page away.
const LOADS = {
  case: () => import('./case.tsx'), outboxCore: () => import('./act.ts'),
  handle: () => import('./handle.tsx'), inspect: () => import('./inspect.tsx'), verify: () => import('./verify.tsx'), reasons: () => import('./return-extend.tsx'),
  navigate: () => import('./navigate-page.tsx'), contact: () => import('./contact.tsx'), report: () => import('./report.tsx'), confirm: () => import('./report-confirm.tsx'),
  self: () => import('./self-handle.tsx'), outbox: () => import('./outbox-page.tsx'), refused: () => import('./refused.tsx'), mine: () => import('./mine.tsx'),
  signIn: () => import('./sign-in.tsx'), warning: () => import('./warning-page.tsx'), shrink: () => import('../../outbox/shrink.ts'),
} // prettier-ignore
const page = <P,>(load: () => Promise<ComponentType<P>>) => lazy(async () => ({ default: await load() }))
type ById = { id: string }
const Case = page<ById>(async () => (await LOADS.case()).Case)
const Handle = page<ById>(async () => (await LOADS.handle()).Handle)
const Inspect = page<ById>(async () => (await LOADS.inspect()).Inspect)
const Verify = page<ById>(async () => (await LOADS.verify()).Verify)
const Return = page<ById>(async () => (await LOADS.reasons()).Return)
const Extend = page<ById>(async () => (await LOADS.reasons()).Extend)
const Navigate = page<ById>(async () => (await LOADS.navigate()).Navigate)
const Contact = page<ById>(async () => (await LOADS.contact()).Contact)
const Report = page(async () => (await LOADS.report()).Report)
const ReportConfirm = page(async () => (await LOADS.confirm()).ReportConfirm)
const SelfHandle = page(async () => (await LOADS.self()).SelfHandle)
const OutboxPage = page(async () => (await LOADS.outbox()).OutboxPage)
const RefusedPage = page<{ commandId: string }>(async () => (await LOADS.refused()).RefusedPage)
const Mine = page(async () => (await LOADS.mine()).Mine)
const Suggest = page(async () => (await LOADS.mine()).Suggest)
const FieldSignIn = page(async () => (await LOADS.signIn()).FieldSignIn)
const WarningPage = page(async () => (await LOADS.warning()).WarningPage)

const OF_CASE: Record<string, ComponentType<ById>> = {
  handle: Handle,
  inspect: Inspect,
  verify: Verify,
  return: Return,
  extend: Extend,
  navigate: Navigate,
  contact: Contact,
}

function screenOf(path: string): ReactElement {
  const [, , kind, id = '', deed = ''] = path.split('/').map(decodeURIComponent)
  if (kind === 'case') {
    const Deed = OF_CASE[deed]
    return Deed ? <Deed key={path} id={id} /> : <Case key={id} id={id} />
  }
  if (kind === 'report') return id === 'confirm' ? <ReportConfirm /> : id === 'self' ? <SelfHandle /> : <Report />
  if (kind === 'outbox') return id ? <RefusedPage commandId={id} /> : <OutboxPage />
  if (kind === 'mine') return id === 'suggest' ? <Suggest /> : <Mine />
  if (kind === 'sign-in') return <FieldSignIn />
  if (kind === 'warning') return <WarningPage />
  return <Tasks />
}

function NeedsHttps({ onGo }: { onGo: () => void }): ReactElement {
  return (
    <Page label={t('https.title')}>
      <div className="mid head" style={{ paddingTop: 48 }}>
        <h1 className="h1">{t('https.title')}</h1>
        <p>{t('https.why')}</p>
      </div>
      <div className="dock">
        <div className="bar">
          <Primary onPress={onGo}>{t('https.go')}</Primary>
        </div>
      </div>
    </Page>
  )
}

/** What is not needed for the first row comes after it: the other pages, the figures' font, the worker that opens it without a network. */
async function afterFirstRow(): Promise<void> {
  await import('../../ui/fonts-latin.css')
  for (const load of Object.values(LOADS)) await load().catch(() => undefined)
  const { startWorker } = await import('./start-worker.ts')
  await startWorker()
}

export function Field(): ReactElement {
  const [path] = useLocation()
  const stage = usePhone((phone) => phone.stage)
  const known = usePhone((phone) => phone.tasks !== null)
  const [insecure, setInsecure] = useState(!window.isSecureContext)
  useEffect(() => startPhone(), [])
  useEffect(() => watchPosition(), [])
  useEffect(() => startSharing(), [])
  useEffect(() => {
    if (!known && stage !== 'signed-out') return
    const timer = setTimeout(() => void afterFirstRow(), 300)
    return () => clearTimeout(timer)
  }, [known, stage])
  return (
    <div className="field">
      <Region title="统管">
        <Suspense fallback={<OfflineStrip />}>
          {insecure ? <NeedsHttps onGo={() => setInsecure(false)} /> : stage === 'signed-out' ? <FieldSignIn /> : screenOf(path)}
        </Suspense>
      </Region>
    </div>
  )
}
