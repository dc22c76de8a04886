// An OpenID provider (npm oidc-provider) in which everybody is signed in at once, as the test says.
// Arguments: folder of node_modules, port, redirect address, logout address. Prints `ready` when it is.
// `GET /become?sub=…&acr=…&amr=…` says who signs in next; `GET /kick?sub=…` sends the logout message of their last session.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// Its notices: standard output is for one word, and closed after it.
console.info = console.error

const [modules, port, redirect, logout] = process.argv.slice(2)
const require = createRequire(`${modules}/`)
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href)
const issuer = `http://127.0.0.1:${port}`

const people = new Map()
let next = { sub: 'nobody' }

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'coffer',
      client_secret: 'a secret of the test, long enough',
      redirect_uris: [redirect],
      backchannel_logout_uri: logout,
      backchannel_logout_session_required: true,
    },
  ],
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  acrValues: ['strong', 'weak'],
  claims: {
    openid: ['sub', 'groups', 'oid', 'acr', 'amr'],
    email: ['email', 'email_verified'],
    profile: ['name'],
    auth_time: null,
    sid: null,
    iss: null,
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  // Its own refuses addresses of this machine.
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
  cookies: { keys: ['a key of the test'] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
  loadExistingGrant: async ctx => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    })
    grant.addOIDCScope('openid profile email')
    await grant.save()
    return grant
  },
})

const sessions = new Map()
provider.on('authorization.success', ctx => {
  sessions.set(ctx.oidc.session.accountId, ctx.oidc.session.sidFor('coffer'))
})

provider.use(async (ctx, after) => {
  if (ctx.path.startsWith('/interaction/')) {
    await provider.interactionFinished(
      ctx.req,
      ctx.res,
      { login: { accountId: next.sub, acr: next.acr, amr: next.amr?.split(' '), remember: false } },
      { mergeWithLastSubmission: false },
    )
    ctx.respond = false
    return
  }
  if (ctx.path === '/become') {
    const { sub, acr, amr, ...claims } = Object.fromEntries(new URL(ctx.url, issuer).searchParams)
    if (claims.groups !== undefined) claims.groups = claims.groups.split(' ').filter(Boolean)
    if (claims.email_verified !== undefined) claims.email_verified = claims.email_verified === 'true'
    next = { sub, acr, amr }
    people.set(sub, claims)
    ctx.body = 'ok'
    return
  }
  if (ctx.path === '/kick') {
    const sub = ctx.query.sub
    const client = await provider.Client.find('coffer')
    try {
      await client.backchannelLogout(sub, sessions.get(sub))
      ctx.body = 'ok'
    } catch (error) {
      ctx.status = 502
      ctx.body = String(error)
    }
    return
  }
  await after()
})

const server = provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
process.stdin.on('end', () => server.close(() => process.exit(0)))
process.stdin.resume()
