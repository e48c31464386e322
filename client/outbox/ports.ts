import type { Action, KeptPhoto, Receipt } from './action.ts'

/** Where the outbox lies. `commit` is one transaction: all of it is on the disk when it resolves, or nothing is. */
export type OutboxStorage = {
  load(user: string): Promise<Action[]>
  commit(change: { actions?: Action[]; photos?: KeptPhoto[]; dropPhotos?: string[]; dropActions?: string[] }): Promise<void>
  photo(key: string): Promise<KeptPhoto | null>
}

/** The network is away or the server cannot take it now: nothing is decided, the same is sent again. */
export type Later = { kind: 'later'; why: 'offline' | 'busy'; afterMs: number }
/** A person must act first: sign in, unlock, or give the phone back to whom the queue belongs. */
export type Stop = { kind: 'stop'; why: 'signed-out' | 'locked' | 'other-user' | 'password' }
export type Refusing = { kind: 'refused'; status: number; rule: string; reason: string; state: string | null }

export type Sent = { kind: 'accepted'; receipt: Receipt } | Refusing | Later | Stop
export type Uploaded = { kind: 'stored'; id: string } | Refusing | Later | Stop

export type Progress = { url: string | null; sent: number }

/** The way to the server. Every call carries the user it is made for; an answer for somebody else is `other-user`, and nothing was sent. */
export type Transport = {
  /** `body` is complete but for `commandId`; the same commandId always comes with the same body. */
  send(action: Action, body: Record<string, unknown>, incident: string | null): Promise<Sent>
  /** Resumes at `photo.url` when there is one. `kept` must resolve before more bytes go out, so that a kill loses no receipt. */
  upload(photo: KeptPhoto, kept: (progress: Progress) => Promise<void>): Promise<Uploaded>
}
