import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../../tokens/fonts.css'
import '../../tokens/tokens.css'
import '../../tokens/base.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import './styles/viewer.css'
import './styles/admin.css'
import './styles/palette.css'
import { onSessionEnded, queries } from './api'
import { watchPresence } from './news'
import { forgetRecent } from './parts/recent'
import { router, SIGN_IN } from './router'
import { speakFirst } from './words'

onSessionEnded(() => {
  const { pathname, publicHref } = router.latestLocation
  // An answer to the page before may come when the person has signed out already.
  if (pathname === SIGN_IN) return
  queries.clear()
  forgetRecent()
  void router.navigate({ to: SIGN_IN, search: { ended: true, next: publicHref } })
})

watchPresence()

const page = document.getElementById('page')
// Without another language there is still English.
await speakFirst().catch(() => undefined)
if (page) {
  createRoot(page).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
