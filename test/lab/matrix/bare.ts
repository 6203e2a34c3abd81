import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../machine/machine.ts'
import type { FileSpec } from '../machine/tar.ts'
import type { PackageWorld } from '../packages/world.ts'
import type { MatrixRow } from './rows.ts'

/** The files that packages-microsoft-prod brings: entry and key. */
export function productFiles(
  { packageManager, repository }: MatrixRow,
  { keys }: PackageWorld,
): Record<string, FileSpec> {
  const url = `https://packages.microsoft.com/${repository.path}`
  if (packageManager === 'apt-get') {
    const keyring = '/usr/share/keyrings/microsoft-prod.gpg'
    const line = `deb [arch=amd64,arm64,armhf signed-by=${keyring}] ${url} ${repository.suite} main\n`
    return {
      [keyring]: { content: readFileSync(join(keys, `${repository.key}.gpg`)) },
      '/etc/apt/sources.list.d/microsoft-prod.list': line,
    }
  }
  const key = '/etc/pki/rpm-gpg/microsoft.asc'
  const folder = packageManager === 'zypper' ? '/etc/zypp/repos.d' : '/etc/yum.repos.d'
  const name = 'packages-microsoft-com-prod'
  return {
    [key]: readFileSync(join(keys, `${repository.key}.asc`), 'utf8'),
    [`${folder}/microsoft-prod.repo`]: `[${name}]\nname=${name}\nbaseurl=${url}/\nenabled=1\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file://${key}\n`,
  }
}

/** What an administrator types to install the packages, and to remove them: the login package goes first. */
const commands: Readonly<Record<MatrixRow['packageManager'], { install: readonly string[]; remove: string }>> = {
  'apt-get': { install: ['apt-get -qq update', 'apt-get -y install'], remove: 'apt-get -y purge' },
  dnf: { install: ['dnf -y install'], remove: 'dnf -y remove' },
  yum: { install: ['yum -y install'], remove: 'yum -y remove' },
  tdnf: { install: ['tdnf -y install'], remove: 'tdnf -y remove' },
  zypper: {
    install: ['rpm --import /etc/pki/rpm-gpg/microsoft.asc', 'zypper -n refresh', 'zypper -n install'],
    remove: 'zypper -n remove',
  },
}

const packages = ['aadsshlogin', 'aadsshlogin-selinux']

/** Installs both packages with the manager of the row; throws, with its output, when it fails. */
export async function installBare(machine: Machine, { packageManager }: MatrixRow): Promise<void> {
  const { install } = commands[packageManager]
  for (const [at, command] of install.entries())
    await machine.must([...command.split(' '), ...(at === install.length - 1 ? packages : [])], { env: environment })
}

/** Removes both packages, and the keys that came with them. */
export async function removeBare(machine: Machine, { packageManager }: MatrixRow): Promise<void> {
  for (const name of packages)
    await machine.must([...commands[packageManager].remove.split(' '), name], { env: environment })
}

const environment = { DEBIAN_FRONTEND: 'noninteractive' }
