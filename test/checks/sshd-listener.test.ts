import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/checks/effective-sshd.ts'
import { listeningPorts, portsOf, runningSshd, silentPorts } from '../../src/checks/sshd-listener.ts'
import { World } from '../world.ts'

/** As the kernel of Debian 12 prints it: one that listens on 2299, one connection to it. */
const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   1: 0100007F:08FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1892472 1 0000',
  '   2: 0100007F:0016 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 1892473 1 0000',
  '',
].join('\n')
const table6 =
  '   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000\n'

describe('listeningPorts', () => {
  it('knows those that listen from those that are connected', () => {
    expect(listeningPorts(table)).toEqual([2299])
    expect(listeningPorts(table6)).toEqual([22])
    expect(listeningPorts('')).toEqual([])
  })
})

describe('portsOf', () => {
  it.each([
    ['port 22\nlistenaddress [::]:22\nlistenaddress 0.0.0.0:22\n', [22]],
    ['port 22\nport 2222\nlistenaddress [::1]:2222\nlistenaddress 10.0.0.4:22\n', [2222, 22]],
    ['port 22\nport 2222\n', [22, 2222]],
    ['usepam yes\n', [22]],
  ])('%j', (text, ports) => {
    expect(portsOf(parseOptions(text))).toEqual(ports)
  })

  it('is 22 where sshd does not say', () => {
    expect(portsOf(undefined)).toEqual([22])
  })
})

describe('silentPorts', () => {
  const options = parseOptions('listenaddress 0.0.0.0:22\nlistenaddress 127.0.0.1:2299\n')

  it('finds a listener for either protocol', async () => {
    const world = new World().file('/proc/net/tcp', table).file('/proc/net/tcp6', table6)

    expect(await silentPorts(world.host(), options)).toEqual([])
  })

  it('names the ports without one', async () => {
    expect(await silentPorts(new World().file('/proc/net/tcp', table).host(), options)).toEqual([22])
    expect(await silentPorts(new World().file('/proc/net/tcp6', '').host(), options)).toEqual([22, 2299])
  })

  it('says nothing where the kernel does not', async () => {
    expect(await silentPorts(new World().host(), options)).toBeUndefined()
  })
})

describe('runningSshd', () => {
  const options = parseOptions('pidfile /run/sshd.pid\n')

  function running(change: (world: World) => unknown = () => undefined): Promise<unknown> {
    const world = new World()
    world.file('/run/sshd.pid', '812\n').file('/proc/812/comm', 'sshd\n')
    change(world)
    return runningSshd(world.host(), options)
  }

  it('is the process of the file, loaded when the file was written', async () => {
    expect(await running()).toEqual({ pid: 812, pidFile: '/run/sshd.pid', loadedMs: Date.UTC(2026, 10, 22) })
  })

  it.each<[string, (world: World) => unknown]>([
    ['no file', (world) => world.entries.delete('/run/sshd.pid')],
    ['a file without a number', (world) => world.file('/run/sshd.pid', 'x\n')],
    ['an empty file', (world) => world.file('/run/sshd.pid', '')],
    ['a process that has ended', (world) => world.entries.delete('/proc/812/comm')],
    ['a number that another program has now', (world) => world.file('/proc/812/comm', 'bash\n')],
  ])('is unknown with %s', async (_, change) => {
    expect(await running(change)).toBeUndefined()
  })

  it('is unknown where sshd writes no such file', async () => {
    const world = new World().file('/run/sshd.pid', '812\n').file('/proc/812/comm', 'sshd\n')

    expect(await runningSshd(world.host(), parseOptions('pidfile none\n'))).toBeUndefined()
    expect(await runningSshd(world.host(), undefined)).toMatchObject({ pid: 812 })
  })
})
