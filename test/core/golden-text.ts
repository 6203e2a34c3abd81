import type { Plan, PlannedStep, Step, WantedKey } from '../../src/core/plan.ts'

/** A plan with everything in it, for a reader; steps that stand in `install` too are only named. */
export function planText({ steps }: Plan, install?: Plan): string {
  const known = new Set(install?.steps.map(written))
  const texts = steps.map((planned) => {
    const text = written(planned)
    return known.has(text) ? `${planned.step.kind}: as in install\n` : text
  })
  return texts.join('') || 'nothing\n'
}

/**
 * One text for all architectures: that of the first one, then the lines in which another one differs from it, each
 * once. Throws when one does something else than the others.
 */
export function joinArchitectures(title: string, texts: readonly (readonly [string, string])[]): string {
  const [[, first] = ['', ''], ...others] = texts
  const differences = others.map(([architecture, text]) => {
    const changed = changedLines(first, text)
    return changed.length === 0 ? '' : `\n== on ${architecture} instead\n${changed.join('\n')}\n`
  })
  return `${title} on ${texts.map(([architecture]) => architecture).join(', ')}\n\n${first}${differences.join('')}`
}

function changedLines(text: string, other: string): string[] {
  const [before, after] = [text.split('\n'), other.split('\n')]
  if (before.length !== after.length) throw new Error('the architectures do not have the same steps')
  const pairs = before.flatMap((line, at) =>
    line === after[at] ? [] : [`- ${line.trim()}\n+ ${(after[at] ?? '').trim()}`],
  )
  return [...new Set(pairs)]
}

function written({ step, undo }: PlannedStep): string {
  return lines(step, '') + undo.map((back) => lines(back, '  undo: ')).join('')
}

function lines(step: Step, indent: string): string {
  const more = details(step).map((line) => `${' '.repeat(indent.length)}  | ${line}\n`)
  return `${indent}${step.kind}${'path' in step ? ` ${step.path}` : ''}\n${more.join('')}`
}

function details(step: Step): readonly string[] {
  switch (step.kind) {
    case 'trust-keys':
    case 'distrust-keys':
      return step.fingerprints
    case 'install-key':
      return step.keys.map(({ from, fingerprints }) => `${placeOf(from)} ${fingerprints.join(' ')}`)
    case 'write-file':
      return step.content.trimEnd().split('\n')
    case 'restore-file':
      return Buffer.from(step.base64, 'base64').toString().trimEnd().split('\n')
    case 'install-prerequisites':
      return step.names
    case 'refresh-packages':
      return [
        `${step.source.url} ${step.source.suite}`.trimEnd(),
        `defined in ${step.source.file} ${step.source.id}`.trimEnd(),
      ]
    case 'reconfigure-packages':
      return step.names
    case 'reload-sshd':
      return [`${step.sshd.unit}, process ${step.sshd.pid}`]
    case 'reinstall-packages':
    case 'bring-back':
    case 'install-packages':
      return step.packages.map(({ name, version }) => (version === undefined ? name : `${name} at ${version}`))
    case 'remove-packages': {
      const insisting =
        step.insists === undefined ? [] : [`also without ${step.names.length > 1 ? 'their' : 'its'} scripts`]
      return [`${step.purge ? 'purge' : 'keep configuration of'} ${step.names.join(', ')}`, ...insisting]
    }
    case 'settle-sessions':
      return [`${step.policy}, users of ${step.module}`]
    case 'clear-wiring': {
      const { pam, nss, authorizedKeysCommand } = step.places.wiring
      return [`${pam.module}, ${nss.module} in ${nss.file}, ${authorizedKeysCommand}`]
    }
    case 'remove-dependencies':
      return [step.names?.join(', ') ?? 'those that the ledger lists by then']
    case 'remove-file':
    case 'repair-packages':
      return []
  }
}

function placeOf(from: WantedKey['from']): string {
  if ('url' in from) return from.url
  return 'path' in from ? from.path : `the system's own ${from.systemFile}`
}
