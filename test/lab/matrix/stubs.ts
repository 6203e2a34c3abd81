import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { buildRpm, fileOf, type Rpm } from '../packages/rpm.ts'
import { ownedFile } from '../packages/rpm-standins.ts'
import { families } from './families.ts'
import { familyOf } from './root-files.ts'
import { matrixRows, type MatrixRow } from './rows.ts'

/** Packages that every rpm database has: what the login package needs, and who owns a file. */
const always: readonly Rpm[] = [
  stub('filesystem', '3.8', [], { [ownedFile]: { content: 'filesystem\n', mode: 0o644 } }),
  stub('bash', '5.1', ['Provides: /bin/sh', 'Provides: /bin/bash', 'Provides: /usr/bin/sh']),
  stub('openssh-server', '8.7p1'),
  stub('policycoreutils', '3.4'),
]

/** Files of the packages that fill the rpm database of a row; made once for all rows (a few seconds). */
export async function stubFiles(row: MatrixRow): Promise<string[]> {
  const all = matrixRows().filter(({ packageManager }) => packageManager !== 'apt-get')
  const rpms = [...new Map(all.flatMap(stubsOf).map((rpm) => [fileOf(rpm), rpm])).values()]
  const dir = await cached('stubs', [JSON.stringify(rpms)], async (draft) => {
    for (const rpm of rpms) await buildRpm(rpm, draft)
  })
  return stubsOf(row).map((rpm) => join(dir, fileOf(rpm)))
}

function stubsOf(row: MatrixRow): Rpm[] {
  const named = families[familyOf(row)].stubs ?? []
  return [...always, ...named.map((name) => stub(name, '3.14')), releasePackage(row)]
}

/** The package from which dnf takes $releasever. */
function releasePackage({ distribution, version, packageManager }: MatrixRow): Rpm {
  const releasever = packageManager === 'dnf' || packageManager === 'yum' ? version.split('.')[0] : version
  return stub(distribution.release ?? 'release', version, [
    `Provides: system-release = ${version}`,
    `Provides: system-release(releasever) = ${releasever}`,
    'Provides: distribution-release',
  ])
}

function stub(name: string, version: string, preamble: readonly string[] = [], files: Rpm['files'] = {}): Rpm {
  return { name, version, architecture: 'noarch', preamble, scripts: {}, files }
}
