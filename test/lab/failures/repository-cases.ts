import type { Bench } from './bench.ts'
import { troubleVersion } from '../packages/states.ts'
import type { FailureCase } from './case.ts'

const metadata = (bench: Bench): string => bench.traits.metadata
const login = (bench: Bench): string => bench.traits.package

const notReached = /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ cannot be reached: /

/** The list of packages cannot be had, or not at once. */
export const metadataCases: readonly FailureCase[] = [
  {
    name: 'metadata 404',
    arrange: (bench) => bench.site.packages.fault({ match: metadata(bench), status: 404 }),
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ refuses: .*(404|type can't be determined)/,
  },
  {
    name: 'metadata 403',
    arrange: (bench) => bench.site.packages.fault({ match: metadata(bench), status: 403 }),
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ refuses: .*(403|Permission to access)/,
  },
  {
    name: 'metadata that is none (a sign-in page)',
    arrange: (bench) => bench.site.packages.fault({ match: metadata(bench), garbage: true }),
    code: 'repository.signature',
    says: /^62: The package repository https:\/\/packages\.microsoft\.com\/\S+ is not signed by the key/,
    // It checks no signature of metadata.
    codeBy: { tdnf: 'repository.unreachable' },
    saysBy: { tdnf: notReached },
  },
  {
    name: 'no packages in it',
    arrange: (bench) => bench.site.packages.publish('empty'),
    code: 'package.not-published',
    says: /^51: The repository https:\/\/packages\.microsoft\.com\/\S+ was read and has no package aadsshlogin/,
  },
  {
    name: 'mirror 503 always',
    arrange: (bench) => bench.site.packages.fault({ match: metadata(bench), status: 503 }),
    code: 'repository.unreachable',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ cannot be reached: .*(503|temporarily unaccessible)/,
    // apt tries for the better part of a minute; see e2e.
    except: ['apt-get'],
  },
  {
    name: 'mirror 429 twice',
    arrange: (bench) => bench.site.packages.fault({ match: metadata(bench), status: 429, times: 2 }),
    code: 'ready',
    says: /./,
  },
  {
    name: 'mirror slow (8 kB/s)',
    arrange: (bench) => bench.site.packages.fault({ match: login(bench), bytesPerSecond: 8000 }),
    code: 'ready',
    says: /./,
  },
]

/** The package itself cannot be had, or not at once. */
export const packageCases: readonly FailureCase[] = [
  {
    name: 'pool file 404',
    arrange: (bench) => bench.site.packages.fault({ match: login(bench), status: 404 }),
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ refuses: .*(aadsshlogin|404)/,
  },
  {
    name: 'pool file 404 until the list is read again',
    arrange: (bench) =>
      bench.site.packages.fault({ match: login(bench), status: 404, times: bench.traits.requestsPerTry }),
    code: 'ready',
    says: /./,
  },
  {
    name: 'pool file cut off, then whole',
    arrange: (bench) => bench.site.packages.fault({ match: login(bench), cutAfter: 1000, times: 1 }),
    code: 'ready',
    says: /./,
  },
  {
    name: 'pool file of other content',
    arrange: (bench) => bench.site.packages.fault({ match: login(bench), garbage: true }),
    code: 'repository.unreachable',
    says: /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ /,
  },
  {
    name: 'the version that is wanted needs what is nowhere',
    arrange: (bench) => bench.site.packages.publish('unmet'),
    settings: ({ row }) => ({
      package: { version: troubleVersion('unmet', row.repository.dated ? 'dated' : 'plain') },
    }),
    code: 'package.unmet',
    says: /^52: .*no-such-package/,
    // What comes along has no such version there.
    except: ['dnf', 'yum'],
  },
  {
    name: 'conflicts with the SSH server',
    arrange: (bench) => bench.site.packages.publish('conflicting'),
    // The next version that fits is taken.
    code: 'ready',
    says: /./,
  },
  {
    name: 'has a file of another package',
    arrange: (bench) => bench.site.packages.publish('file-conflict'),
    code: 'packages.transaction-failed',
    says: /^64: .*(\/usr\/share\/filesystem\/owner|\/usr\/bin\/free)/,
  },
]
