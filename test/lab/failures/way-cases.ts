import { startProxy, type ProxyHost } from '../packages/proxy-host.ts'
import type { FailureCase } from './case.ts'
import { bringKey, mirror, takeKey } from './signature-cases.ts'

let proxy: ProxyHost | undefined

const notReached = /^20: The package repository https:\/\/mirror\.test\/\S+ cannot be reached: /

/** The way to the repository. The key is on the machine, so that the package manager is the first to go it. */
export const wayCases: readonly FailureCase[] = [
  {
    name: 'proxy wants a password (407)',
    arrange: async (bench) => {
      proxy = await startProxy(bench.site.network, 'somebody:password')
      await bringKey(bench)
    },
    restore: async (bench) => {
      await proxy?.stop()
      await takeKey(bench)
    },
    settings: (bench) => ({ ...mirror(bench), proxy: 'http://proxy.test:3128' }),
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/mirror\.test\/\S+ refuses: .*(407|[Pp]roxy)/,
    // They tell only that nothing was received, yum as its stand-in speaks.
    codeBy: { tdnf: 'repository.unreachable', yum: 'repository.unreachable' },
    saysBy: { tdnf: notReached, yum: notReached },
  },
  {
    name: 'proxy not there',
    arrange: bringKey,
    restore: takeKey,
    settings: (bench) => ({ ...mirror(bench), proxy: 'http://proxy.test:3128' }),
    code: 'repository.unreachable',
    says: /^20: The package repository https:\/\/mirror\.test\/\S+ cannot be reached: .*(proxy|Curl error|curl#|connect|receiving)/i,
    // apt tries for the better part of a minute.
    except: ['apt-get'],
  },
  {
    name: "another name's certificate",
    arrange: async (bench) => {
      await bringKey(bench)
      await bench.site.packages.present('wrongname')
    },
    restore: takeKey,
    settings: mirror,
    code: 'repository.refused',
    says: /^20: The package repository https:\/\/mirror\.test\/\S+ refuses: /,
  },
]
