import { describe, expect, it } from 'vitest'
import { addresses, fabricAddresses } from '../lab/machine/addresses.ts'
import type { MachineOptions } from '../lab/machine/options.ts'
import { failsWithoutTrace } from './no-trace.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'

/** One way in which the repository is out of reach, and what the customer is told. */
interface Trouble {
  readonly what: string
  readonly cause: RegExp
  readonly machine?: MachineOptions
  readonly start?: (site: Site) => Promise<void>
}

const withoutPackages = fabricAddresses.filter((address) => address !== addresses.packages)
const troubles: readonly Trouble[] = [
  { what: 'no route', cause: /the network is unreachable/, machine: { routes: withoutPackages } },
  { what: 'no DNS', cause: /DNS: /, machine: { files: { '/etc/hosts': '127.0.0.1 localhost labvm\n' } } },
  { what: 'a closed port', cause: /connection refused/, start: (site) => site.packages.stop() },
  { what: 'HTTP 503', cause: /HTTP 503/, start: (site) => site.packages.fault({ match: '.', status: 503 }) },
  { what: "another name's certificate", cause: /TLS: certificate for/, start: (s) => s.packages.present('wrongname') },
  { what: 'its own certificate', cause: /TLS: certificate not/, start: (s) => s.packages.present('selfsigned') },
  { what: 'no key', cause: /HTTP 404/, start: (s) => s.packages.fault({ match: '/keys/', status: 404 }) },
  { what: 'no lists', cause: /404 /, start: (s) => s.packages.fault({ match: '/dists/', status: 404 }) },
  { what: 'lists that never come', cause: /503 /, start: (s) => s.packages.fault({ match: '/dists/', status: 503 }) },
  { what: 'no package', cause: /404 /, start: (s) => s.packages.fault({ match: '/pool/', status: 404 }) },
]

// Most of this is waiting between tries: each has a site of its own, and several wait at a time.
describe.concurrent('20: the repository cannot be reached', () => {
  it.each(troubles)('$what', async ({ cause, machine, start }) => {
    const site = await Site.open()
    try {
      const vm = await site.machine(machine)
      await start?.(site)

      const [first, second] = await failsWithoutTrace(vm, 20)

      expect(first).toMatch(
        /^20: The package repository https:\/\/packages\.microsoft\.com\/\S+ (cannot be reached|refuses): /,
      )
      expect(first).toMatch(cause)
      expect(second).toMatch(/^(Allow outbound HTTPS|Check that a proxy|New virtual networks)/)
    } finally {
      await site.close()
    }
  })

  it('heals when the trouble lasts for a moment only', async () => {
    const site = await Site.open()
    try {
      await site.packages.fault({ match: '/keys/', status: 503, times: 2 })
      await site.packages.fault({ match: '/InRelease', status: 503, times: 2 })
      await site.packages.fault({ match: '/pool/', reset: true, times: 2 })
      const vm = await site.machine()

      const outcome = await vm.enable()

      expect(story(outcome)).toMatchObject({ runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], handler: 'Ready 0' })
      expect(outcome.violations).toEqual([])
      expect((await site.packages.log()).filter(({ faulty }) => faulty)).toHaveLength(6)
      expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    } finally {
      await site.close()
    }
  })
})
