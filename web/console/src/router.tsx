import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { isSessionEnd, meQuery, queries } from './api'
import { isPage, takeNext } from './next'
import { PanelError } from './parts/problem'
import { t } from './words'

const root = createRootRoute({ component: Outlet })

export interface SignInSearch {
  next?: string
  ended?: boolean
  provider?: 'refused' | 'unavailable'
}

export const SIGN_IN = '/signin'

const signin = createRoute({
  getParentRoute: () => root,
  path: SIGN_IN,
  validateSearch: (search): SignInSearch => ({
    ...(typeof search.next === 'string' && isPage(search.next) ? { next: search.next } : {}),
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

const whole = (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined

export interface CasesSearch {
  state?: 'closed' | 'all'
  mine?: true
  /** A department's id. */
  department?: string
  lane?: (typeof LANES)[number]
  /** Only cases that got a file within so many hours. */
  hours?: number
  /** Words in reference, subject or customer. */
  q?: string
  /** The saved view one came by; what is listed does not depend on it. */
  view?: string
}

export const LANES = ['pci', 'phi', 'glba', 'ferpa'] as const

const cases = createRoute({
  getParentRoute: () => shell,
  path: '/cases',
  validateSearch: (search): CasesSearch => {
    const lane = LANES.find(each => each === search.lane)
    const hours = whole(search.hours)
    return {
      ...(search.state === 'closed' || search.state === 'all' ? { state: search.state } : {}),
      ...(search.mine === true ? { mine: true } : {}),
      ...(typeof search.department === 'string' ? { department: search.department } : {}),
      ...(lane ? { lane } : {}),
      ...(hours ? { hours } : {}),
      ...(search.q === undefined || search.q === '' ? {} : { q: String(search.q) }),
      ...(typeof search.view === 'string' ? { view: search.view } : {}),
    }
  },
  component: lazyRouteComponent(() => import('./routes/cases'), 'Cases'),
})

export const CASE_VIEWS = ['files', 'messages', 'access', 'activity'] as const
export type CaseView = (typeof CASE_VIEWS)[number]

const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case',
  validateSearch: (search): { view?: CaseView } => {
    const view = CASE_VIEWS.find(each => each === search.view)
    return view && view !== 'files' ? { view } : {}
  },
  component: lazyRouteComponent(() => import('./routes/case'), 'CasePage'),
})

export interface FileSearch {
  member?: number
  line?: number
  /** The other end of a selection of several lines. */
  to?: number
  /** Bookmarked lines. */
  marks?: string
  q?: string
  /** Search in this member only. */
  here?: true
  /** Times in the reader's zone; in UTC otherwise. */
  local?: true
  type?: string
}

const file = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/files/$file',
  validateSearch: (search): FileSearch => {
    const out: FileSearch = {}
    const member = whole(search.member)
    const line = whole(search.line)
    if (member) out.member = member
    const to = whole(search.to)
    if (line) out.line = line
    if (to) out.to = to
    if (search.marks !== undefined && search.marks !== '') out.marks = String(search.marks)
    if (search.q !== undefined && search.q !== '') out.q = String(search.q)
    if (search.here === true) out.here = true
    if (search.local === true) out.local = true
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

export interface AlertsSearch {
  state?: 'acknowledged' | 'closed'
}

const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  validateSearch: (search): AlertsSearch =>
    search.state === 'acknowledged' || search.state === 'closed' ? { state: search.state } : {},
  component: lazyRouteComponent(() => import('./routes/alerts'), 'Alerts'),
})

const noAlert = createRoute({
  getParentRoute: () => alerts,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/alerts'), 'NoAlert'),
})

const oneAlert = createRoute({
  getParentRoute: () => alerts,
  path: '$alert',
  component: lazyRouteComponent(() => import('./routes/alert'), 'AlertPage'),
})

const ACCESS_VIEWS = ['mine', 'answer', 'grants', 'review'] as const
export type AccessView = (typeof ACCESS_VIEWS)[number]

const access = createRoute({
  getParentRoute: () => shell,
  path: '/access',
  validateSearch: (search): { view?: AccessView } => {
    const view = ACCESS_VIEWS.find(each => each === search.view)
    return view ? { view } : {}
  },
  component: lazyRouteComponent(() => import('./routes/access'), 'AccessPage'),
})

export const POLICY_VIEWS = ['rules', 'own', 'history', 'ask'] as const

export interface PoliciesSearch {
  view?: (typeof POLICY_VIEWS)[number]
  action?: string
  on?: string
  member?: string
}

const policies = createRoute({
  getParentRoute: () => shell,
  path: '/policies',
  validateSearch: (search): PoliciesSearch => {
    const view = POLICY_VIEWS.find(each => each === search.view)
    const out: PoliciesSearch = view ? { view } : {}
    for (const name of ['action', 'on', 'member'] as const)
      if (search[name] !== undefined && search[name] !== '') out[name] = String(search[name])
    return out
  },
  component: lazyRouteComponent(() => import('./routes/policies'), 'PoliciesPage'),
})

export interface PeopleSearch {
  q?: string
  state?: 'active' | 'invited' | 'locked' | 'left'
}

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: (search): PeopleSearch => {
    const state = (['active', 'invited', 'locked', 'left'] as const).find(each => each === search.state)
    return {
      ...(search.q === undefined || search.q === '' ? {} : { q: String(search.q) }),
      ...(state ? { state } : {}),
    }
  },
  component: lazyRouteComponent(() => import('./routes/people'), 'People'),
})

const oneMember = createRoute({
  getParentRoute: () => shell,
  path: '/people/$member',
  component: lazyRouteComponent(() => import('./routes/member'), 'MemberPage'),
})

export interface LedgerSearch {
  from?: number
  entry?: number
}

const ledger = createRoute({
  getParentRoute: () => shell,
  path: '/ledger',
  validateSearch: (search): LedgerSearch => {
    const [from, entry] = [whole(search.from), whole(search.entry)]
    return { ...(from === undefined ? {} : { from }), ...(entry === undefined ? {} : { entry }) }
  },
  component: lazyRouteComponent(() => import('./routes/ledger'), 'LedgerPage'),
})

const due = createRoute({
  getParentRoute: () => shell,
  path: '/due',
  component: lazyRouteComponent(() => import('./routes/due'), 'DuePage'),
})

const budgets = createRoute({
  getParentRoute: () => shell,
  path: '/budgets',
  component: lazyRouteComponent(() => import('./routes/budgets'), 'BudgetsPage'),
})

export interface DecoysSearch {
  /** Id of the one an alert is about. */
  touched?: string
}

const decoys = createRoute({
  getParentRoute: () => shell,
  path: '/decoys',
  validateSearch: (search): DecoysSearch =>
    typeof search.touched === 'string' ? { touched: search.touched } : {},
  component: lazyRouteComponent(() => import('./routes/decoys'), 'DecoysPage'),
})

const health = createRoute({
  getParentRoute: () => shell,
  path: '/health',
  component: lazyRouteComponent(() => import('./routes/health'), 'HealthPage'),
})

const sinks = createRoute({
  getParentRoute: () => shell,
  path: '/sinks',
  component: lazyRouteComponent(() => import('./routes/sinks'), 'SinksPage'),
})

export const router = createRouter({
  basepath: '/app',
  routeTree: root.addChildren([
    signin,
    enrol,
    notMe,
    shell.addChildren([
      index,
      cases,
      oneCase,
      file,
      alerts.addChildren([noAlert, oneAlert]),
      access,
      policies,
      people,
      oneMember,
      ledger,
      health,
      sinks,
      due,
      budgets,
      decoys,
      account,
    ]),
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
