import { useEffect, useRef, useState } from 'react'
import { usePhone } from './phone.ts'

/** What is being filled in outlives a killed page: kept on the phone at each change, under its user, until it is sent. */
export function useDraft<T>(name: string, blank: T): [T, (change: (draft: T) => T) => void, () => void] {
  const storage = usePhone((phone) => phone.storage)
  const user = usePhone((phone) => phone.owner?.user ?? '')
  const key = `draft:${user}:${name}`
  const [draft, setDraft] = useState(blank)
  const touched = useRef(false)
  useEffect(() => {
    void storage?.read<T>(key).then((kept) => kept && !touched.current && setDraft(kept))
  }, [storage, key])
  const change = (by: (draft: T) => T) => {
    touched.current = true
    setDraft((old) => {
      const next = by(old)
      void storage?.write(key, next)
      return next
    })
  }
  const clear = () => {
    touched.current = true
    void storage?.remove(key)
  }
  return [draft, change, clear]
}
