import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { architectures } from '../../scripts/package/architectures.ts'
import { versionOfProject } from '../../scripts/package/options.ts'
import {
  breakableExtension,
  run,
  shells,
  told,
  unpackLikeTheAgent,
  zipOfTellingProgram,
  type Ended,
} from './extension-folder.ts'

let base = ''
const handler = (): string => join(base, 'scripts/handler.sh')

beforeAll(async () => {
  base = unpackLikeTheAgent(await zipOfTellingProgram())
})
afterAll(() => {
  rmSync(base, { recursive: true })
})

/** What the agent sets (guest-agent documentation: "environment variables"), the proxies of its unit, and what a person's terminal says. */
const handedOver = {
  AZURE_GUEST_AGENT_EXTENSION_PATH: '/var/lib/waagent/x',
  AZURE_GUEST_AGENT_EXTENSION_VERSION: '1.0.0',
  AZURE_GUEST_AGENT_WIRE_PROTOCOL_ADDRESS: '168.63.129.16',
  AZURE_GUEST_AGENT_EXTENSION_SUPPORTED_FEATURES: '[{"Key":"ExtensionTelemetryPipeline","Value":"1.0"}]',
  AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE: 'NOT_RUN',
  AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE: 'None',
  AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODES_MULTIPLE_EXTENSIONS: '[{"extensionName":"a b","exitCode":"1"}]',
  AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '0.9.0',
  ConfigSequenceNumber: '7',
  ConfigExtensionName: 'AADSSHLoginForLinux',
  VERSION: '1.0.0',
  http_proxy: 'http://user:it\'s"$(id)`id`\\n*@proxy:3128/',
  HTTPS_PROXY: 'http://proxy:3128',
  no_proxy: '169.254.169.254',
  TERM: 'xterm-256color',
  NO_COLOR: '1',
}

const hostile = {
  PATH: '/nowhere',
  NODE_OPTIONS: '--bogus',
  NODE_PATH: '/tmp',
  NODE_EXTRA_CA_CERTS: '/nowhere',
  LD_PRELOAD: '/nowhere.so',
  LD_LIBRARY_PATH: '/nowhere',
  BASH_ENV: '/nowhere',
  ENV: '/nowhere',
  CDPATH: '/',
  IFS: 'a/',
  OPENSSL_CONF: '/nowhere',
  PYTHONPATH: '/nowhere',
  SHELLOPTS: 'nounset',
  BASH_VERSION: '9',
  LC_ALL: 'tr_TR.UTF-8',
  name: 'x',
  base: '/nowhere',
  SEVERAL: 'one\nexport UID\nPATH\nexport http_proxy=other',
  'BASH_FUNC_uname%%': '() { echo sparc; }',
  'not.a.name': 'x',
}

/** Debian's bundle of certificate authorities, which this machine has. */
const ofThisMachine = { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' }

const clean = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C' }

describe.each(shells)('handler.sh under %s', (_, shell) => {
  it('hands over what the agent sets and drops everything else', () => {
    const started = told(run([...shell, handler(), 'enable'], { ...handedOver, ...hostile }))

    expect(started.environment).toEqual({ ...handedOver, ...clean, ...ofThisMachine })
  })

  it('starts with no environment at all', () => {
    const started = told(run([...shell, handler(), 'status'], {}))

    expect(started.environment).toEqual({ ...clean, ...ofThisMachine })
    expect(started.arguments).toEqual(['status'])
  })

  it('passes arguments on as they are', () => {
    const words = ['explain', 'two words', '', '*', '$HOME', "it's", '--json']

    const started = told(run([...shell, handler(), ...words]))

    expect(started.arguments).toEqual(words)
  })

  it('finds its own folder through links, from any folder', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'else where-'))
    symlinkSync(base, join(elsewhere, 'folder link'))
    symlinkSync('folder link/scripts/handler.sh', join(elsewhere, 'aad login'))

    const started = told(run([...shell, './aad login', 'status'], {}, elsewhere))
    rmSync(elsewhere, { recursive: true })

    expect(started.program).toBe(join(base, 'app/main.cjs'))
    expect(started.cwd).toBe(elsewhere)
  })
})

/** What makes a host one on which our loader would be in the way; run in a mount namespace, `$1` is an empty folder. */
const picky = {
  'fapolicyd would refuse ours': 'mount -t tmpfs none /run && mkdir /run/fapolicyd',
  'a library is preloaded into everything':
    'echo /lib/x86_64-linux-gnu/libutil.so.1 >"$1/ld.so.preload" && mount -t overlay -o "lowerdir=$1:/etc" none /etc',
}

function onPickyHost(inside: string, folder: string): Ended {
  const empty = mkdtempSync(join(tmpdir(), 'picky-'))
  try {
    const script = `${inside} && exec "$2/scripts/handler.sh" enable`
    return run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script, 'sh', empty, folder], clean)
  } finally {
    rmSync(empty, { recursive: true })
  }
}

describe('handler.sh', () => {
  it('is started by the kernel as the agent does it, in its folder, by /bin/sh -c', () => {
    const started = told(run(['/bin/sh', '-c', `${handler()} enable`], { ConfigSequenceNumber: '0' }, base))

    expect(started.operation).toEqual(['enable'])
    expect(started.version).toBe(versionOfProject())
  })

  it('keeps new files and memory of the handler private', () => {
    const started = told(run([handler(), 'enable']))

    expect(started.umask).toBe('0077')
    expect(started.coreLimit).toBe('0')
  })

  it('runs the loader, the libraries and the Node of its own folder, and loads on demand', () => {
    const started = told(run([handler(), 'enable']))

    expect(started.executable).toBe(join(base, 'runtime/x64/lib/ld-linux-x86-64.so.2'))
    expect(started.onDemand).toEqual(['function', 'function'])
  })

  it.each(Object.entries(picky))("uses the host's loader where %s", (_, inside) => {
    const started = told(onPickyHost(inside, base))

    expect(started.executable).toBe(join(base, 'runtime/x64/node'))
  })

  it.each(Object.entries(picky))("uses its own all the same where %s and the host's is too old", (_, inside) => {
    const folder = breakableExtension(base)
    // Node cannot be started by itself, as where it misses symbols of a newer C library.
    copyFileSync(join(base, 'runtime/x64/node'), join(folder, 'node'))
    rmSync(join(folder, 'runtime/x64/node'))
    renameSync(join(folder, 'node'), join(folder, 'runtime/x64/node'))
    chmodSync(join(folder, 'runtime/x64/node'), 0o644)

    const started = told(onPickyHost(inside, folder))

    expect(started.executable).toBe(join(folder, 'runtime/x64/lib/ld-linux-x86-64.so.2'))
  })

  describe('certificate authorities of the machine', () => {
    const [debian, redHat, suse, alpine] = [
      ...['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'],
      ...['/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'],
    ]
    const write = (path = ''): string => `mkdir -p ${dirname(path)} && echo x >${path}`

    it.each([
      ['none where there is no file', ':', undefined],
      ['those of Debian', write(debian), debian],
      ['those of Red Hat', write(redHat), redHat],
      ['those of SUSE', write(suse), suse],
      ['those where OpenSSL looks', write(alpine), alpine],
      ['the first of several', `${write(suse)}; ${write(redHat)}`, redHat],
      ['no empty file, and no folder', `mkdir -p ${debian}; : >/etc/ssl/ca-bundle.pem; ${write(alpine)}`, alpine],
    ])('names to Node %s', (_, inside, bundle) => {
      const script = `mount -t tmpfs none /etc && { ${inside}; } && exec "$1/scripts/handler.sh" enable`

      const { environment } = told(run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script, 'sh', base], clean))

      expect(environment.NODE_EXTRA_CA_CERTS).toBe(bundle)
    })
  })

  it('knows the architectures that the zip carries, and their loaders', () => {
    const script = readFileSync(handler(), 'utf8')

    const rows = [...script.matchAll(/^(\w+)\) architecture=(\S+) loader=(\S+) ;;$/gm)].map((row) => row.slice(1))

    expect(rows).toEqual(architectures.map(({ machine, name, loader }) => [machine, name, loader]))
  })
})
