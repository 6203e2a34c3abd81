import { readFileSync } from 'node:fs'
import type { Bench } from './bench.ts'
import type { FailureCase } from './case.ts'

const elsewhere = async (bench: Bench, text: string): Promise<void> => {
  await bench.vm.guest.write(bench.traits.entry('').path, text)
}

const noEntry = async (bench: Bench): Promise<void> => {
  await bench.vm.guest.must(['rm', bench.traits.entry('').path])
}

const thirdParty = (url: string) => (bench: Bench) => elsewhere(bench, bench.traits.entry(url).text)

const sh = (bench: Bench, script: string): Promise<unknown> => bench.vm.guest.must(['sh', '-c', script])

/** Other people's sources, holds, room, the database. */
export const machineCases: readonly FailureCase[] = [
  {
    name: "somebody else's repository: unknown name",
    arrange: thirdParty('https://nowhere.test/x'),
    restore: noEntry,
    code: 'ready',
    says: /./,
  },
  {
    name: "somebody else's repository: 404, and a dependency is needed",
    arrange: async (bench) => {
      await thirdParty('https://mirror.test/third-party')(bench)
      await bench.site.packages.publish('elsewhere')
    },
    restore: noEntry,
    code: 'ready',
    says: /./,
    then: async (bench) => {
      // Nothing of the distribution is served for it: the next version that fits is taken.
      if (bench.row.packageManager === 'tdnf') return
      const came = (await bench.packageChanges()).filter((line) => line.includes('aad-dependency'))
      if (came.length !== 1) throw new Error(`the dependency did not come: ${came.join()}`)
    },
  },
  {
    name: "somebody else's repository: a file that is none",
    arrange: (bench) => elsewhere(bench, bench.traits.malformed),
    restore: noEntry,
    code: 'packages.configuration',
    codeBy: { dnf: 'ready', yum: 'ready', tdnf: 'ready' },
    says: /^64: The configuration of the package manager is broken: .*third-party/,
    saysBy: { dnf: /./, yum: /./, tdnf: /./ },
  },
  {
    name: 'package held back',
    arrange: (bench) => sh(bench, bench.traits.hold),
    restore: (bench) => sh(bench, bench.traits.release),
    code: 'package.held',
    says: /^52: The package manager of this VM is told to leave aadsshlogin alone: /,
    // dpkg holds only what it knows: what is not there cannot be held.
    except: ['apt-get'],
  },
  {
    name: 'too little room for the package',
    arrange: async (bench) => {
      await bench.site.packages.publish('big')
      await sh(bench, 'mkdir -p /opt && mount -t tmpfs -o size=8m tmpfs /opt')
    },
    restore: (bench) => sh(bench, 'umount /opt'),
    code: 'dependency.disk-full',
    says: /^52: There is not enough disk space: .*(\/opt|No space left)/,
    saysBy: { tdnf: /^52: There is not enough disk space: Insufficient disk space/ },
  },
  {
    name: 'package database broken',
    arrange: (bench) => sh(bench, bench.traits.breakDatabase),
    restore: (bench) => sh(bench, bench.traits.mendDatabase),
    code: 'packages.database',
    says: /^68: The package database cannot be read: /,
    databaseBroken: true,
  },
  {
    name: 'an older package of the administrator is there, and the mirror is not',
    arrange: async (bench) => {
      const [file, [version = '']] = ['/root/login.package', bench.versions]
      const content = readFileSync(bench.packageFile('aadsshlogin', version))
      await bench.vm.guest.write(file, content)
      await bench.vm.guest.must([...bench.traits.installFile, file])
      await bench.vm.guest.must(['rm', file])
      await bench.site.packages.fault({ match: bench.traits.metadata, status: 404 })
    },
    restore: (bench) => bench.vm.guest.must([...bench.traits.removePackage, 'aadsshlogin']),
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ refuses: .*(404|type can't be determined)/,
  },
]

const script = (which: 'before' | 'after', lines: string) => (bench: Bench) =>
  bench.vm.guest.write(`/etc/standin/${bench.traits.scripts[which]}`, `${lines}\n`)

const noScript = (bench: Bench): Promise<unknown> => bench.vm.guest.must(['rm', '-r', '/etc/standin'])

/** Scripts of the package that fail. */
export const scriptCases: readonly FailureCase[] = [
  {
    name: 'script before the files fails',
    arrange: script('before', 'echo not today >&2; exit 3'),
    restore: noScript,
    code: 'packages.transaction-failed',
    says: /^64: The package manager could not install aadsshlogin.*: .*script/,
    heals: true,
  },
  {
    name: 'script after the files fails',
    arrange: script('after', 'echo not today >&2; exit 3'),
    restore: noScript,
    code: 'login.not-wired',
    codeBy: { 'apt-get': 'packages.transaction-failed' },
    says: /^21: The packages are installed but login is not wired: /,
    saysBy: { 'apt-get': /^64: The package manager could not install aadsshlogin.*: / },
  },
]
