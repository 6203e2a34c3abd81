import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { askSshd } from './effective-sshd.ts'
import { runningSshd } from './sshd-listener.ts'

const check = 'sshd-reload'

/**
 * Whether the sshd that runs has read the configuration as it is on disk: 21 when a file of it is newer than its last
 * start or reload. Passes when that cannot be known.
 */
export async function checkSshdReload(host: Host, { sshd, wiring }: Pick<Target, 'sshd' | 'wiring'>): Promise<Finding> {
  const answer = await askSshd(host, sshd.program)
  const running = await runningSshd(host, answer.kind === 'options' ? answer.options : undefined)
  if (running === undefined)
    return { check, verdict: 'passed', message: 'No sshd is known to run that could have an older configuration.' }
  for (const file of await configurationFiles(host, sshd, wiring)) {
    const changedMs = (await host.files.stat(file).catch(() => undefined))?.mtimeMs ?? 0
    // A time to come says nothing about when the file was changed.
    if (changedMs <= running.loadedMs || changedMs > host.clock.now()) continue
    const missing = `sshd (process ${running.pid}) has not read ${file}, changed at ${moment(changedMs)}, since it was loaded at ${moment(running.loadedMs)}`
    return { check, verdict: 'blocked', code: 'login.not-wired', detail: { missing } }
  }
  return { check, verdict: 'passed', message: 'sshd runs with the configuration that is on disk.' }
}

async function configurationFiles(host: Host, sshd: Target['sshd'], wiring: Target['wiring']): Promise<string[]> {
  const files = [...placesOf(sshd.configuration, wiring)]
  for (const folder of placesOf(sshd.fragments, wiring)) {
    const names = (await host.files.list(folder).catch(() => undefined)) ?? []
    files.push(...names.filter((name) => name.endsWith('.conf')).map((name) => `${folder}/${name}`))
  }
  return files
}

function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
