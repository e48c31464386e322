import { type ReactElement, useState } from 'react'
import { Icon } from './icons.tsx'

/** The server's copy for readers, fetched when looked at and kept nowhere. */
export function ServerPhoto({
  photo,
  width,
  height,
  caption,
}: {
  photo: { id: string }
  width?: number
  height?: number
  caption: string
}): ReactElement {
  const [failed, setFailed] = useState(false)
  return (
    <a
      className="photo"
      href={`/api/photos/${photo.id}`}
      target="_blank"
      rel="noreferrer"
      style={{ width, height, flex: width ? 'none' : undefined }}
      aria-label={caption}
    >
      {failed ? <Icon name="album" /> : <img src={`/api/photos/${photo.id}?size=small`} alt="" onError={() => setFailed(true)} />}
      <span className="plate s" style={{ left: 0, top: 0, padding: '0 7px', lineHeight: '24px' }}>
        {caption}
      </span>
    </a>
  )
}
