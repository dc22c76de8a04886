import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { isSessionEnd, meQuery, queries } from './api'
import { takeNext } from './next'
import { PanelError } from './parts/problem'
import { t } from './words'

const root = createRootRoute({ component: Outlet })

export interface SignInSearch {
  next?: string
  ended?: boolean
  provider?: 'refused' | 'unavailable'
}

const signin = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: (search): SignInSearch => ({
    ...(typeof search.next === 'string' && /^\/app\//.test(search.next) ? { next: search.next } : {}),
    ...(search.ended === true ? { ended: true } : {}),
    ...(search.provider === 'refused' || search.provider === 'unavailable'
      ? { provider: search.provider }
      : {}),
  }),
  component: lazyRouteComponent(() => import('./routes/signin'), 'SignIn'),
})

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyRouteComponent(() => import('./routes/enrol'), 'Enrol'),
})

const notMe = createRoute({
  getParentRoute: () => root,
  path: '/not-me',
  component: lazyRouteComponent(() => import('./routes/not-me'), 'NotMe'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      await queries.ensureQueryData(meQuery)
    } catch (error) {
      if (isSessionEnd(error)) throw redirect({ to: '/signin', search: { next: location.publicHref } })
      throw error
    }
  },
  component: lazyRouteComponent(() => import('./routes/shell'), 'Shell'),
})

const index = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    const next = takeNext()
    throw next ? redirect({ href: next, reloadDocument: true }) : redirect({ to: '/cases' })
  },
})

export interface CasesSearch {
  state?: 'closed' | 'all'
  mine?: true
}

const cases = createRoute({
  getParentRoute: () => shell,
  path: '/cases',
  validateSearch: (search): CasesSearch => ({
    ...(search.state === 'closed' || search.state === 'all' ? { state: search.state } : {}),
    ...(search.mine === true ? { mine: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./routes/cases'), 'Cases'),
})

const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case',
  component: lazyRouteComponent(() => import('./routes/case'), 'CasePage'),
})

export interface FileSearch {
  member?: number
  line?: number
  q?: string
  /** Search in this member only. */
  here?: true
  type?: string
}

const whole = (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined

const file = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/files/$file',
  validateSearch: (search): FileSearch => {
    const out: FileSearch = {}
    const member = whole(search.member)
    const line = whole(search.line)
    if (member) out.member = member
    if (line) out.line = line
    if (search.q !== undefined && search.q !== '') out.q = String(search.q)
    if (search.here === true) out.here = true
    if (typeof search.type === 'string') out.type = search.type
    return out
  },
  component: lazyRouteComponent(() => import('./routes/file'), 'FilePage'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('./routes/account'), 'AccountPage'),
})

export const router = createRouter({
  basepath: '/app',
  routeTree: root.addChildren([
    signin,
    enrol,
    notMe,
    shell.addChildren([index, cases, oneCase, file, account]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <PanelError error={error} retry={reset} page />,
  defaultNotFoundComponent: () => <p className="note alone">{t('error-not-found')}</p>,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
