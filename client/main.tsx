import './ui/base.css'
import { type ComponentType, lazy, type LazyExoticComponent, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { useLocation } from 'wouter'
import { loadHanFont } from './ui/fonts.ts'
import { useLanguage } from './ui/messages.ts'
import { Region } from './ui/region.tsx'
import { startTheme, type Theme } from './ui/theme.ts'

type Face = { theme: Theme; page: LazyExoticComponent<ComponentType>; title: string; hanFont: boolean }
const page = (load: () => Promise<ComponentType>): Face['page'] => lazy(async () => ({ default: await load() }))

/** Each face is a screen of its own and is loaded alone; what one needs, another does not carry. */
const FACES: Record<string, Face> = {
  wall: { theme: 'night', title: '指挥中心大屏', hanFont: true, page: page(async () => (await import('./faces/wall/wall.tsx')).Wall) },
  desk: { theme: 'night', title: '值守台', hanFont: true, page: page(async () => (await import('./faces/desk/desk.tsx')).Desk) },
  review: { theme: 'day', title: '领导阅看', hanFont: true, page: page(async () => (await import('./faces/review/review.tsx')).Review) },
  // A phone has Han fonts of its own; half a megabyte of subsets would only delay its tasks.
  field: { theme: 'day', title: '现场', hanFont: false, page: page(async () => (await import('./faces/field/field.tsx')).Field) },
  admin: { theme: 'day', title: '管理', hanFont: true, page: page(async () => (await import('./faces/admin/admin.tsx')).Admin) },
  'sign-in': { theme: 'night', title: '登录', hanFont: true, page: page(async () => (await import('./faces/sign-in/sign-in.tsx')).SignIn) },
}
const faceOf = (path: string): string => {
  const name = path.split('/')[1] ?? ''
  return name in FACES ? name : 'desk'
}

let started = ''
function start(name: string, face: Face): void {
  if (started === name) return
  started = name
  startTheme(name, face.theme)
  document.documentElement.lang = useLanguage.getState().language === 'zh' ? 'zh-CN' : 'en'
  document.title = `${face.title} · 统管`
  if (face.hanFont) requestIdleCallback?.(() => void loadHanFont())
}

function App() {
  const [path] = useLocation()
  const language = useLanguage((s) => s.language)
  const name = faceOf(path)
  const face = FACES[name]
  if (!face) return null
  start(name, face)
  return (
    <Region title={face.title}>
      <Suspense fallback={null}>
        <face.page key={`${name}-${language}`} />
      </Suspense>
    </Region>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
