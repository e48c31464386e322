import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useLanguage } from '../../ui/messages.ts'
import { Field } from './field.tsx'

/** The field has an entry of its own: on 3G every further script and round trip costs a tenth of the first row's time. */
function Root() {
  const language = useLanguage((s) => s.language)
  return <Field key={language} />
}
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  )
