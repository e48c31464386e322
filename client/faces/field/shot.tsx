import { type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { KeptPhoto } from '../../outbox/action.ts'
import { newCommandId } from '../../live/api.ts'
import { Icon } from './icons.tsx'
import { w } from './messages-work.ts'
import { usePhone } from './phone.ts'

/** Turns what the camera or the album gave into a photo as it will be sent. */
export async function toPhoto(file: Blob & { lastModified?: number }, from: 'camera' | 'album'): Promise<KeptPhoto> {
  const { owner, fix } = usePhone.getState()
  const { photoOf } = await import('../../outbox/shrink.ts')
  return photoOf(file, {
    user: owner?.user ?? '',
    key: newCommandId(),
    from,
    nowMs: Date.now(),
    position: fix?.position ?? null,
    accuracyM: fix?.accuracyM ?? null,
  })
}

export function usePhotoUrl(photo: KeptPhoto | null): string | null {
  const url = useMemo(() => (photo ? URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })) : null), [photo])
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url])
  return url
}

/** A button that opens the phone's camera or album: works in every web view. */
export function PhotoButton({
  from,
  onPhoto,
  children,
  className = 'row',
}: {
  from: 'camera' | 'album'
  onPhoto: (photo: KeptPhoto) => void
  children: ReactNode
  className?: string
}): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  const [state, setState] = useState<'idle' | 'reading' | 'failed'>('idle')
  const take = async (file: File | undefined) => {
    if (!file) return
    setState('reading')
    try {
      onPhoto(await toPhoto(file, from))
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  return (
    <>
      <button type="button" className={className} style={{ minHeight: 48, minWidth: 48, justifyContent: 'center' }} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} className="vh" tabIndex={-1} aria-hidden type="file" accept="image/*" data-from={from} {...(from === 'camera' ? { capture: 'environment' as const } : {})} onChange={(event) => { void take(event.target.files?.[0]); event.target.value = '' }} />
      {state !== 'idle' && <span role="status" className="s">{w(state === 'failed' ? 'photo.failed' : 'photo.reading')}</span>}
    </>
  ) // prettier-ignore
}

/** The camera in the page, with the first photo as a ghost; where the page gets no camera, the shutter opens the phone's own. */
export function Viewfinder({
  ghost,
  onPhoto,
  onClose,
}: {
  ghost: string | null
  onPhoto: (photo: KeptPhoto) => void
  onClose: () => void
}): ReactElement {
  const { video, state, shoot } = useCamera(onPhoto)
  return (
    <div
      className="sheet"
      role="dialog"
      aria-modal="true"
      aria-label={w('photo.camera')}
      style={{ background: 'var(--ink)' }}
      data-theme="night"
    >
      <div className="photo grow" style={{ background: '#000', maxHeight: 'none' }}>
        <video ref={video} muted playsInline autoPlay />
        {ghost && <img className="ghost" src={ghost} alt="" />}
        <span className="plate light" style={{ left: 16, top: 16 }}>
          {state === 'off' ? w('camera.off') : w(ghost ? 'camera.ghost' : 'camera.aim')}
        </span>
      </div>
      <div style={{ background: 'var(--ground)', color: 'var(--ink)', border: 0, padding: '10px 16px 24px' }}>
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <button type="button" className="sec" style={{ background: 'none' }} onClick={onClose}>
            <Icon name="back" width={2.2} />
          </button>
          {state === 'off' ? (
            <PhotoButton from="camera" onPhoto={onPhoto} className="shutter">
              <span className="vh">{w('camera.shoot')}</span>
            </PhotoButton>
          ) : (
            <button type="button" className="shutter" aria-label={w('camera.shoot')} onClick={shoot} />
          )}
          <PhotoButton from="album" onPhoto={onPhoto} className="sec">
            <Icon name="album" />
          </PhotoButton>
        </div>
      </div>
    </div>
  )
}

export function useCamera(onPhoto: (photo: KeptPhoto) => void) {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<'asking' | 'on' | 'off'>('asking')
  useEffect(() => {
    let stream: MediaStream | null = null
    let stopped = false
    const stop = () => stream?.getTracks().forEach((track) => track.stop())
    if (!navigator.mediaDevices?.getUserMedia) setState('off')
    else
      navigator.mediaDevices
        .getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1440 } } })
        .then((given) => {
          stream = given
          if (stopped || !video.current) return stop()
          video.current.srcObject = given
          setState('on')
        })
        .catch(() => setState('off'))
    return () => {
      stopped = true
      stop()
    }
  }, [])
  const shoot = async () => {
    const from = video.current
    if (!from?.videoWidth) return
    const canvas = document.createElement('canvas')
    canvas.width = from.videoWidth
    canvas.height = from.videoHeight
    canvas.getContext('2d')?.drawImage(from, 0, 0)
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', 0.92)
    })
    if (blob) onPhoto(await toPhoto(blob, 'camera'))
  }
  return { video, state, shoot: () => void shoot() }
}
