import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handlerName } from '../lab/handler-package.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import { Tracer, type Call } from './trace.ts'
import type { Vm } from '../lab/vm.ts'

/** Calls that name a file and change something, or open it. */
const fileCalls =
  'open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,' +
  'chmod,fchmodat,chown,fchownat,lchown,truncate,utimensat,mknod,mknodat,setxattr,lsetxattr,mount'
const networkCalls = 'connect,sendto,sendmsg,sendmmsg,bind'

/** What the install had to say about this machine: no sshd runs, and there is no way to the sign-in hosts. */
const standing = ['ssh-server warning', 'endpoints warning']

let site: Site
let tracer: Tracer
let vm: Vm
beforeAll(async () => {
  site = await Site.open()
  tracer = new Tracer('--trace', `execve,execveat,${fileCalls},${networkCalls}`, '--string-limit', '4096')
})
beforeEach(async () => {
  vm = await site.machine({}, { machine: (guest) => tracer.machine(guest) })
  await vm.enable({}, { sequence: 3 })
  vm.remember()
})
afterEach(() => site.calm())
afterAll(async () => {
  tracer.close()
  await site.close()
})

/** The names of programs that were started. */
function programs(calls: readonly Call[]): string[] {
  return calls.flatMap(({ name, text }) => (/^execve(at)?$/.test(name) ? (/"([^"]+)"/.exec(text)?.[1] ?? '') : []))
}

/** The paths that were written to, or opened for writing. */
function written(calls: readonly Call[]): string[] {
  return calls.flatMap(({ name, text }) => {
    if (!fileCalls.split(',').includes(name)) return []
    if (name.startsWith('open') && !/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(text)) return []
    return [...text.matchAll(/"([^"]+)"/g)].map(([, path = '']) => path)
  })
}

/** The parts of the program that were loaded. */
function parts(calls: readonly Call[]): string[] {
  return [...new Set(calls.flatMap(({ text }) => /\/app\/([\w-]+)\.cjs",.* = \d+$/.exec(text)?.[1] ?? []))]
}

/** Addresses outside the machine's own sockets. */
function reached(calls: readonly Call[]): string[] {
  return calls.flatMap(({ name, text }) => {
    if (!networkCalls.split(',').includes(name) || !/AF_(INET|NETLINK|UNIX|PACKET)/.test(text)) return []
    const [, port, address] = /sin6?_port=htons\((\d+)\).*?"([^"]+)"/.exec(text) ?? []
    return [address === undefined ? text : `${name} ${address}:${port}`]
  })
}

describe('enable with nothing to do', () => {
  it('asks the metadata service once, starts no package manager and touches no file of the system', async () => {
    const seen = (await site.azure.requests({ server: 'imds' })).at(-1)?.number ?? 0

    const calls = await tracer.watch(() => vm.enable({}, { sequence: 3 }))

    expect(reached(calls)).toEqual(['connect 169.254.169.254:80'])
    const asked = await site.azure.requests({ server: 'imds', after: seen })
    expect(asked.map(({ path }) => path.split('?')[0])).toEqual(['/metadata/identity/oauth2/token'])
    const started = programs(calls)
    expect(started.some((path) => path.endsWith('/scripts/handler.sh'))).toBe(true)
    expect(started.filter((path) => /apt|dpkg|sshd|systemd|systemctl/.test(path))).toEqual([])
    expect(parts(calls)).toEqual(['start', 'main', 'rolldown-runtime', 'azure-identity'])
    const paths = written(calls)
    const own = `/var/lib/waagent/${handlerName}-1.0.0/status/3.status`
    expect(paths.some((path) => path.startsWith(own))).toBe(true)
    const allowed = /^(\/var\/(lib\/waagent|log\/azure)\/Microsoft\.Azure\.|\/run\/aadsshlogin-handler\.|\/dev\/null$)/
    expect(paths.filter((path) => !allowed.test(path))).toEqual([])
    expect(vm.changes()).toEqual([])
  })

  it('says that nothing was to be done', async () => {
    expect(story(await vm.enable({}, { sequence: 3 }))).toEqual({
      runs: ['enable 1.0.0: 0'],
      handler: 'Ready 0',
      extension: 'success 0',
      said: 'Login with Microsoft Entra ID is set up; nothing has changed since it was verified.',
      substatuses: ['managed-identity success', 'login-wiring success', ...standing],
      violations: [],
    })
  })

  it('succeeds with a warning while metadata service and repository are down', async () => {
    await site.azure.setImds({ mode: { mode: 'silent' } })
    await site.packages.fault({ match: '.', status: 503 })

    const outcome = await vm.enable({}, { sequence: 3 })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', extension: 'success 0' })
    expect(story(outcome)).toMatchObject({
      substatuses: ['managed-identity warning', 'login-wiring success', ...standing],
    })
    expect(outcome.violations).toEqual([])
    expect(outcome.extension?.message).toContain(
      'Warning (managed-identity): The metadata service gave no usable answer',
    )
    expect(outcome.events.map(({ EventLevel }) => EventLevel)).toEqual(['Warning'])
    expect((await site.packages.log()).filter(({ faulty }) => faulty)).toEqual([])
    expect(vm.changes()).toEqual([])
  })

  it('is 22 when the identity was taken away', async () => {
    await site.azure.setImds({ mode: { mode: 'userAssignedOnly' } })

    const outcome = await vm.enable({ identityWaitSeconds: 0 }, { sequence: 3 })

    expect(story(outcome)).toMatchObject({
      runs: ['enable 1.0.0: 22'],
      handler: 'NotReady 1009',
      extension: 'error 22',
    })
    expect(story(outcome).said).toMatch(/^22: This VM has only user-assigned managed identities \(lab-uami-1\)/)
    expect(story(outcome).substatuses).toEqual(['ErrorClarification error', 'managed-identity error'])
    expect(outcome.violations).toEqual([])
    expect(vm.changes()).toEqual([])
  })
})

describe('enable with something to do', () => {
  it('notices that the wiring was taken away, and has it put back', async () => {
    await vm.guest.must(['sed', '-i', '/^passwd:/s/ aad$//', '/etc/nsswitch.conf'])

    const outcome = await vm.enable({}, { sequence: 3 })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', extension: 'success 0' })
    expect(story(outcome).substatuses).toContain('reconfigure-packages success')
    expect(outcome.violations).toEqual([])
    expect(await vm.guest.read('/etc/nsswitch.conf')).toMatch(/^passwd:.* aad$/m)
    // Our own record of what was verified is not what it was.
    expect(vm.changes().filter((line) => !line.includes('/var/lib/aadsshlogin-handler/'))).toEqual([])
  })

  it('brings a package back that was removed by hand', async () => {
    await vm.guest.must(['dpkg', '--purge', 'aadsshlogin'])

    const outcome = await vm.enable({}, { sequence: 3 })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', violations: [] })
    expect(story(outcome).substatuses).toContain('install-packages success')
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
  })
})
