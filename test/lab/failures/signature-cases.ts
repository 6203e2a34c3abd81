import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyName } from '../packages/keys.ts'
import type { Bench } from './bench.ts'
import type { FailureCase } from './case.ts'
import { startWeakSite, type WeakSite } from './weak-site.ts'

const keyFile = '/root/mirror-key.asc'

/** Settings of a private mirror with a key in a file of the machine: the handler itself downloads nothing. */
export function mirror(bench: Bench, key: KeyName = bench.row.repository.key): object {
  const fingerprint = bench.site.packages.world.fingerprints[key]
  return { repository: { baseUrl: 'https://mirror.test', key: { path: keyFile, fingerprint } } }
}

/** Puts that key there; `takeKey` takes it away. */
export async function bringKey(bench: Bench, key: KeyName = bench.row.repository.key): Promise<void> {
  await bench.vm.guest.write(keyFile, readFileSync(join(bench.site.packages.world.keys, `${key}.asc`)))
}

export async function takeKey(bench: Bench): Promise<void> {
  await bench.vm.guest.must(['rm', keyFile])
}

/** Rows whose tools check with Sequoia. */
const strict = ['debian 13', 'sles 15.6', 'azurelinux 3.0']

let weak: WeakSite | undefined

const notSigned = /^62: The package repository https:\/\/mirror\.test\/\S+ is not signed by the key/

/** Somebody else answers, or the key is not what it was. */
export const signatureCases: readonly FailureCase[] = [
  {
    name: 'another key than the pinned one',
    arrange: (bench) => {
      const serve = bench.row.repository.key === 'good' ? '/keys/microsoft-2025.asc' : '/keys/microsoft.asc'
      return bench.site.packages.fault({ match: '^/keys/.*', serve })
    },
    code: 'repository.key-mismatch',
    says: /^62: The signing key from https:\/\/packages\.microsoft\.com\/keys\/\S+ is not the expected one/,
    except: ['tdnf'],
  },
  {
    name: 'everything signed by a stranger',
    arrange: (bench) => bench.site.packages.publish('stranger'),
    code: 'repository.signature',
    says: /^62: The package repository https:\/\/packages\.microsoft\.com\/\S+ is not signed by the key/,
  },
  {
    name: 'nothing signed',
    arrange: (bench) => bench.site.packages.publish('unsigned'),
    code: 'repository.signature',
    says: /^62: The package repository https:\/\/packages\.microsoft\.com\/\S+ is not signed by the key/,
  },
  {
    name: 'the trusted key has expired',
    arrange: async (bench) => {
      await bringKey(bench, 'expired')
      await bench.site.packages.publish('expired')
    },
    restore: takeKey,
    settings: (bench) => mirror(bench, 'expired'),
    // Most look at the time of the signature; gpgme does not.
    code: 'ready',
    codeBy: { dnf: 'repository.signature', yum: 'repository.signature' },
    says: /./,
    saysBy: { dnf: notSigned, yum: notSigned },
  },
  {
    name: 'the trusted key vouches for itself with SHA-1',
    arrange: async (bench) => {
      weak = await startWeakSite(bench)
      await bench.vm.guest.write(keyFile, weak.key)
    },
    restore: async (bench) => {
      await weak?.stop()
      await takeKey(bench)
    },
    settings: () => ({ repository: { baseUrl: weak?.url, key: { path: keyFile, fingerprint: weak?.fingerprint } } }),
    code: 'ready',
    // Refused since 2026-02-01 by what newer systems check OpenPGP with.
    codeBy: Object.fromEntries(strict.map((row) => [row, 'repository.key-refused' as const])),
    saysBy: Object.fromEntries(strict.map((row) => [row, /^62: This machine refuses the signing key .*(SHA1|Policy)/])),
    says: /./,
  },
]
