import type { Photo, StepName } from '../../shared/incident.ts'
import type { Position } from '../../shared/geo.ts'

/** waiting: only here. sending: a request is out. part-sent: some bytes of its photos are receipted. accepted, refused: the server has decided.
 *  withdrawn: taken back by its author before anything was sent. */
export type ActionState = 'waiting' | 'sending' | 'part-sent' | 'accepted' | 'refused' | 'withdrawn'
export const isEnded = (state: ActionState): boolean => state === 'accepted' || state === 'refused' || state === 'withdrawn'

/** A photo taken for an action, with its facts of capture; its bytes stay on the phone until the server has accepted the action. */
export type KeptPhoto = {
  key: string
  user: string
  bytes: Uint8Array<ArrayBuffer>
  /** Small picture for lists, a data address. */
  thumb: string
  type: 'image/jpeg' | 'image/png' | 'image/webp'
  /** Hex of `bytes`, and of the file as the camera gave it. */
  sha256: string
  originalSha256: string
  capturedAt: string
  position: Position | null
  accuracyM: number | null
  from: 'camera' | 'album'
  /** Where tus keeps the upload, once created; a resumed upload asks there how far it came. */
  url: string | null
  sent: number
  /** The server's id, once all bytes are receipted. */
  id: string | null
}

export type PhotoRef = { key: string; when: Photo['when'] | null; sha256: string; size: number; capturedAt: string; thumb: string }

export type ReportBody = {
  title: string
  description: string
  channel: 'GRASSROOTS'
  source: 'GRID' | 'PATROL'
  item?: string
  position?: Position
  place?: string
}

/** What the person did. A step on a case that this phone reported and the server has not numbered yet names the report's commandId. */
export type Deed =
  | { kind: 'report'; body: ReportBody }
  | { kind: 'step'; incident: { id: string } | { report: string }; step: StepName; body: Record<string, unknown> }
  | { kind: 'suggestion'; text: string; anonymous: boolean }

export type Refused = { status: number; rule: string; reason: string; state: string | null; at: string }
export type Receipt = { at: string; incident: string | null; number: string | null; state: string | null }

export type Action = {
  user: string
  /** Order of deeds on this phone, for ever rising. */
  seq: number
  /** Shown number: 第 n 条 of its day. */
  day: string
  number: number
  commandId: string
  at: string
  deed: Deed
  about: { title: string; place: string }
  photos: PhotoRef[]
  state: ActionState
  /** Nothing is sent before this instant (ms): the time in which it may be taken back. */
  sendAfterMs: number
  /** Requests that may have reached the server. */
  attempts: number
  /** Of the photos: bytes receipted and in all. */
  bytes: { sent: number; total: number }
  receipt: Receipt | null
  refused: Refused | null
  /** When the phone had been without the server, if it was when this was done. */
  offlineSince: string | null
}

export type Draft = Pick<Action, 'deed' | 'about'> & {
  photos?: { photo: KeptPhoto; when: Photo['when'] | null }[]
  undoMs?: number
  offlineSince?: string | null
}
