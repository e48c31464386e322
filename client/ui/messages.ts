import { create } from 'zustand'
import { thin } from './thin-space.ts'

export type Language = 'zh' | 'en'
/** A message table: one row a key, zh-CN first. `{n}` is filled from the values. */
export type Words = Record<string, { zh: string; en: string }>
export type Values = Record<string, string | number>

const KEPT = 'tongguan.language'
const kept = (): Language => {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

export const useLanguage = create<{ language: Language }>(() => ({ language: typeof localStorage === 'undefined' ? 'zh' : kept() }))

/** Every face is drawn anew under the other language (main.tsx keys the face by it). */
export function setLanguage(language: Language): void {
  useLanguage.setState({ language })
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(KEPT, language)
}

const fill = (text: string, values: Values) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))

/** Binds a face's table: `const t = speak(deskWords)`, then `t('queue.mine', { n: 3 })`. The result carries thin spaces. */
export const speak =
  <W extends Words>(words: W) =>
  (key: keyof W, values: Values = {}): string => {
    const row = words[key] as { zh: string; en: string }
    const { language } = useLanguage.getState()
    return language === 'zh' ? thin(fill(row.zh, values)) : fill(row.en, values)
  }
