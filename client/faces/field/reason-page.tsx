import { type ReactElement, type ReactNode, useState } from 'react'
import { Icon } from './icons.tsx'
import { w } from './messages-work.ts'
import { Back, Dock, OfflineStrip, Page, Primary } from './parts.tsx'

type Props = {
  title: string
  under: string
  ask: string
  hint?: string
  reasons: readonly string[]
  send: string
  sub: string
  children?: ReactNode
  back: string
  ready?: boolean
  onSend: (reason: string) => unknown
}
/** One reason, one tap, and room for a word: returning, asking for time, rework. */
export function ReasonPage({ title, under, ask, hint, reasons, send, sub, children, back, ready = true, onSend }: Props): ReactElement {
  const [picked, setPicked] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const reason = [picked, said.trim()].filter(Boolean).join('；')
  const complete = ready && reason !== ''
  return (
    <Page label={title}>
      <OfflineStrip />
      <header className="head">
        <h1 className="h1">{title}</h1>
        <p>{under}</p>
      </header>
      <div className="mid">
        {children}
        <div className="row pad sep2">
          <span className="b">{ask}</span>
          <span className="sp" />
          {hint && <span className="s q">{hint}</span>}
        </div>
        <div role="radiogroup" aria-label={ask}>
          {reasons.map((text) => (
            <button
              key={text}
              type="button"
              role="radio"
              aria-checked={picked === text}
              className="opt"
              onClick={() => setPicked(picked === text ? null : text)}
            >
              <span className="radio" />
              <span className="grow" style={picked === text ? { fontWeight: 620 } : undefined}>
                {text}
              </span>
            </button>
          ))}
        </div>
        <label className="note">
          <Icon name="pen" />
          <textarea rows={1} maxLength={400} placeholder={w('say.more')} value={said} onChange={(event) => setSaid(event.target.value)} />
        </label>
      </div>
      <Dock>
        <Back to={back} />
        <Primary icon={complete ? 'redo' : undefined} outlined={!complete} sub={sub} onPress={() => complete && onSend(reason)}>
          {send}
        </Primary>
      </Dock>
    </Page>
  )
}
