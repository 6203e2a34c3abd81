import { describe, expect, it } from 'vitest'
import { apt } from '../../../src/machine/grammar/apt.ts'
import { spoken, type PhraseName } from './spoken.ts'

const usual = '-q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=30 -o APT::Get::AutomaticRemove=false'
const conffiles = '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold'

describe('the row of apt', () => {
  it.each<[PhraseName, string]>([
    ['queryPackages', 'dpkg-query -W -f=${Package}\\t${Status}\\t${Version}\\n a b'],
    ['listVersions', 'apt-cache madison a'],
    [
      'refresh',
      `apt-get -c /p ${usual} -o Dir::Etc::sourcelist=/s -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any -o Acquire::AllowReleaseInfoChange=true update`,
    ],
    ['widen', `apt-get -c /p ${usual} update`],
    [
      'install',
      `apt-get -c /p ${usual} ${conffiles} --no-install-recommends --no-remove --allow-downgrades install a b`,
    ],
    ['remove', `apt-get ${usual} ${conffiles} remove a b`],
    ['purge', `apt-get ${usual} ${conffiles} purge a b`],
    ['simulateInstall', 'apt-get -q -s -y --no-install-recommends --no-remove --allow-downgrades install a b'],
    ['simulateRemove', 'apt-get -q -s purge a b'],
    ['repair', 'dpkg --force-confdef --force-confold --configure -a'],
    ['reconfigure', 'dpkg-reconfigure --frontend=noninteractive a b'],
    [
      'reinstall',
      `apt-get -c /p ${usual} ${conffiles} --no-install-recommends --no-remove --allow-downgrades --reinstall install a b`,
    ],
    ['verifyFiles', 'dpkg --verify a'],
  ])('says %s so', (phrase, line) => {
    expect(spoken(apt, phrase)).toBe(line)
  })

  it.each([
    ['missing     /usr/sbin/a', '/usr/sbin/a'],
    ['??5??????   /usr/lib/x y.so', '/usr/lib/x y.so'],
    ['missing   c /etc/a', undefined],
    ['??5?????? c /etc/a', undefined],
    ['?????????   /usr/sbin/a', undefined],
  ])('takes %j for the file %s', (line, path) => {
    expect(new RegExp(apt.damagedFile, 'm').exec(line)?.[1]).toBe(path)
  })

  it('asks for packages that an old apt needs to reach an address', () => {
    expect(apt.prerequisites.map(({ packages }) => packages)).toEqual([['apt-transport-https'], ['ca-certificates']])
  })
})
