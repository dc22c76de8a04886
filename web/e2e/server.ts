// The real server, in a directory of its own, filled through the real command line.
// COFFERD_BIN and COFFER_BIN name the built programs.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const START_MS = 60_000

function program(name: 'COFFERD_BIN' | 'COFFER_BIN'): string {
  const path = process.env[name]
  if (!path) throw new Error(`${name} must name the built program`)
  return path
}

export interface Person {
  email: string
  /** One-time token of the enrolment page. */
  enrolment: string
  /** An API token, for the command line. */
  token: string
}

export interface Request {
  page_url: string
  upload_url: string
}

export class Coffer {
  readonly url: string
  /** Names of the members that were added to it. */
  readonly people: string[] = []
  readonly #home: string
  #child: ChildProcess
  readonly #environment: NodeJS.ProcessEnv
  #admin = ''
  #count = 0

  private constructor(home: string, child: ChildProcess, url: string, environment: NodeJS.ProcessEnv) {
    this.#home = home
    this.#child = child
    this.url = url
    this.#environment = environment
  }

  static async start(): Promise<Coffer> {
    const home = mkdtempSync(join(tmpdir(), 'coffer-e2e-'))
    const environment = { ...process.env, COFFER_PASSPHRASE: 'a passphrase for tests only' }
    const data = join(home, 'data')
    const init = ['init', '--data', data, '--admin', 'admin@aldermoor.example', '--organisation', 'Aldermoor']
    await run(program('COFFERD_BIN'), init, { env: environment })
    writeFileSync(join(data, 'cofferd.toml'), '[mail]\nfolder = "../mail"\n')
    const child = serve(data, '127.0.0.1:0', environment)
    const url = await reachedAt(child)
    const coffer = new Coffer(home, child, url, {
      ...environment,
      COFFER_URL: url,
      COFFER_CA: join(data, 'tls/ca.pem'),
    })
    coffer.#admin = await coffer.#token('admin@aldermoor.example')
    for (const name of ['Support', 'Engineering'])
      await coffer.cli(coffer.#admin, 'department', 'create', '--name', name)
    await coffer.cli(coffer.#admin, 'customer', 'create', '--name', 'Contoso')
    return coffer
  }

  async stop(): Promise<void> {
    const early = this.#child.exitCode ?? this.#child.signalCode
    if (early === null) {
      const ended = new Promise(done => this.#child.once('exit', done))
      this.#child.kill('SIGTERM')
      await ended
    }
    rmSync(this.#home, { recursive: true, force: true })
    if (early !== null) throw new Error(`the server ended by itself: ${early}`)
  }

  /** Kills the server as a power cut would. */
  async kill(): Promise<void> {
    const ended = new Promise(done => this.#child.once('exit', done))
    this.#child.kill('SIGKILL')
    await ended
  }

  /** Starts it again at the same address. */
  async restart(): Promise<void> {
    this.#child = serve(join(this.#home, 'data'), `127.0.0.1:${new URL(this.url).port}`, this.#environment)
    await reachedAt(this.#child)
  }

  /** Adds to its configuration, with files beside it, and starts it again. */
  async configure(more: string, files: Record<string, string> = {}): Promise<void> {
    const data = join(this.#home, 'data')
    for (const [name, text] of Object.entries(files)) writeFileSync(join(data, name), text)
    appendFileSync(join(data, 'cofferd.toml'), more)
    await this.kill()
    await this.restart()
  }

  /** Where the certificate is that others must trust to reach it. */
  get authority(): string {
    return join(this.#home, 'data/tls/ca.pem')
  }

  /** Runs `coffer` with a member's token and returns its JSON. */
  async cli<T = Record<string, string>>(token: string, ...args: string[]): Promise<T> {
    const { stdout } = await run(program('COFFER_BIN'), [...args, '--json'], {
      env: { ...this.#environment, COFFER_TOKEN: token },
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as T
  }

  /** A new member with an address of their own. */
  async member(name: string, department: string, role = 'agent'): Promise<Person> {
    this.people.push(name)
    const email = `${name.toLowerCase().replaceAll(' ', '.')}${++this.#count}@aldermoor.example`
    const added = await this.cli<{ enrolment_url: string }>(
      this.#admin,
      'member',
      'add',
      '--email',
      email,
      '--name',
      name,
      '--department',
      department,
      '--role',
      role,
    )
    return { email, enrolment: new URL(added.enrolment_url).hash.slice(1), token: await this.#token(email) }
  }

  /** Makes somebody an administrator: what rule D11 tells the security officers. */
  newAdministrator(name: string): Promise<Person> {
    return this.member(name, 'Engineering', 'administrator')
  }

  async case(agent: Person, subject: string): Promise<{ id: string; reference: string }> {
    const reference = `48${200 + ++this.#count}`
    const args = [
      '--reference',
      reference,
      '--subject',
      subject,
      '--customer',
      'Contoso',
      '--department',
      'Support',
    ]
    const { id } = await this.cli<{ id: string }>(
      agent.token,
      'case',
      'create',
      ...args,
      '--member',
      agent.email,
    )
    return { id, reference }
  }

  request(agent: Person, reference: string, contact: string, ...more: string[]): Promise<Request> {
    return this.cli<Request>(
      agent.token,
      'request',
      'create',
      '--case',
      reference,
      '--contact',
      contact,
      ...more,
    )
  }

  /** Puts a file into a case, as a collector would, and waits for its check. */
  deliver(agent: Person, reference: string, name: string, body: string | Buffer): Promise<string> {
    const path = join(this.#home, name)
    writeFileSync(path, body)
    return this.deliverFile(agent, reference, path)
  }

  /** As `deliver`, of a file that is there. */
  async deliverFile(agent: Person, reference: string, path: string): Promise<string> {
    const { upload_url } = await this.request(agent, reference, 'ops@contoso.example', '--script')
    await run(program('COFFER_BIN'), ['send', upload_url, path, '--receipts', this.#home], {
      env: this.#environment,
    })
    return (await this.checked(agent, reference, basename(path))).id
  }

  /** Sends a file of this computer to a contact. */
  async send(agent: Person, reference: string, contact: string, path: string): Promise<{ page_url: string }> {
    const args = ['delivery', 'send', path, '--case', reference, '--to', contact, '--accept-new-contacts']
    const { items } = await this.cli<{ items: { page_url: string }[] }>(agent.token, ...args)
    const [sent] = items
    if (!sent) throw new Error('nothing was sent')
    return sent
  }

  /** A file's bytes as they were sent: a lead joins the case and downloads them. */
  async original(agent: Person, reference: string, name: string): Promise<Buffer> {
    // Another one each time: who takes many is held back.
    const lead = await this.member('grace', 'Support', 'lead')
    await this.cli(lead.token, 'case', 'add-member', reference, '--member', lead.email)
    const { id } = await this.checked(agent, reference, name)
    const path = join(this.#home, `${id}.original`)
    await this.cli(lead.token, 'file', 'get', id, '--original', '--force', '--output', path)
    return readFileSync(path)
  }

  /** A lead takes more originals in a minute than rule D13 lets pass; the last may be held back half way. */
  async takeOriginals(agent: Person, reference: string): Promise<Person> {
    const thief = await this.member('Tom Berg', 'Support', 'lead')
    await this.cli(thief.token, 'case', 'add-member', reference, '--member', thief.email)
    for (let at = 0; at < 5; at += 1) {
      const id = await this.deliver(agent, reference, `heap-${at}.log`, `${at} nothing to see here\n`)
      const path = join(this.#home, `${id}.original`)
      const taken = this.cli(thief.token, 'file', 'get', id, '--original', '--force', '--output', path)
      await (at < 4 ? taken : taken.catch(() => undefined))
    }
    return thief
  }

  async #files(agent: Person, reference: string): Promise<{ id: string; name: string; scan: string }[]> {
    const list = ['file', 'list', '--case', reference]
    const { items } = await this.cli<{ items: { id: string; name: string; scan: string }[] }>(
      agent.token,
      ...list,
    )
    return items
  }

  async fileNames(agent: Person, reference: string): Promise<string[]> {
    return (await this.#files(agent, reference)).map(file => file.name)
  }

  /** A file of a case, once its check has ended. */
  async checked(agent: Person, reference: string, name: string): Promise<{ id: string }> {
    for (;;) {
      const items = await this.#files(agent, reference)
      const file = items.find(item => item.name === name)
      if (file && file.scan !== 'pending') return file
      await new Promise(done => setTimeout(done, 100))
    }
  }

  /** What was mailed to `contact`, oldest first. */
  mails(contact: string): string[] {
    const folder = join(this.#home, 'mail')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter(name => name.endsWith('.eml'))
      .sort()
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .filter(mail => mail.includes(contact))
  }

  /** The newest code mailed to `contact`, once more than `known` mails were. */
  async code(contact: string, known = 0): Promise<string> {
    for (let tries = 0; tries < 300; tries += 1) {
      const mails = this.mails(contact)
      if (mails.length > known)
        for (const mail of mails.reverse()) {
          const code =
            /^\W*(\d{3}) ?(\d{3})\W*$/m.exec(mail) ??
            /\b(\d{3}) ?(\d{3})\b/.exec(
              mail
                .split(/\r?\n\r?\n/)
                .slice(1)
                .join('\n'),
            )
          if (code) return `${code[1]}${code[2]}`
        }
      await new Promise(done => setTimeout(done, 100))
    }
    throw new Error(`no code was mailed to ${contact}`)
  }

  async #token(email: string): Promise<string> {
    const args = ['token', 'create', '--data', join(this.#home, 'data'), '--member', email, '--json']
    const { stdout } = await run(program('COFFERD_BIN'), args, { env: this.#environment })
    return (JSON.parse(stdout) as { token: string }).token
  }
}

function serve(data: string, listen: string, env: NodeJS.ProcessEnv): ChildProcess {
  const args = ['serve', '--data', data, '--listen', listen]
  return spawn(program('COFFERD_BIN'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function reachedAt(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let out = ''
    let log = ''
    const late = setTimeout(() => fail(new Error(`the server did not start:\n${log}`)), START_MS)
    child.stderr?.on('data', data => {
      log = `${log}${data}`.slice(-4_000)
    })
    child.once('exit', code => fail(new Error(`the server ended with ${code}:\n${log}`)))
    child.stdout?.on('data', data => {
      out += data
      const url = /reached at (\S+)/.exec(out)?.[1]
      if (!url) return
      clearTimeout(late)
      done(url)
    })
  })
}
