import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { root } from '../../scripts/package/paths.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { run, unpackLikeTheAgent, zipToPublish, type Ended } from './extension-folder.ts'

let base = ''
let published: z.ZodType

beforeAll(async () => {
  base = unpackLikeTheAgent(await zipToPublish())
  const folders = { logFolder: `${base}/log`, configFolder: `${base}/config`, statusFolder: `${base}/status` }
  for (const folder of Object.values(folders)) mkdirSync(folder)
  const file = [{ name: 'Contoso.Login', version: 1, handlerEnvironment: folders }]
  writeFileSync(join(base, 'HandlerEnvironment.json'), JSON.stringify(file))
  const schema = JSON.parse(readFileSync(join(root, 'docs/operator.schema.json'), 'utf8')) as object
  published = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
})
afterAll(() => {
  rmSync(base, { recursive: true })
})

/** Without a network, so that nothing outside answers and nobody is asked. */
const alone = ['/usr/bin/unshare', '--net']

function verb(...words: string[]): Ended {
  return run([...alone, join(base, 'scripts/handler.sh'), ...words], {})
}

/** The same in a terminal that is 90 characters wide. */
function inTerminal(words: string, env = ''): Ended {
  const command = `stty cols 90; ${env} ${base}/scripts/handler.sh ${words}`
  return run([...alone, '/usr/bin/script', '-qec', command, '/dev/null'], { TERM: 'xterm' })
}

function documentOf({ stdout }: Ended): Record<string, unknown> {
  return published.parse(JSON.parse(stdout)) as Record<string, unknown>
}

describe('the verbs of the built package', () => {
  it('explain', () => {
    expect(verb('explain', '22')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^22 {2}identity\.missing\n {2}Cause +This VM has no system-assigned/) as string,
      stderr: '',
    })
    expect(documentOf(verb('explain', '--json'))).toMatchObject({ verb: 'explain', asked: null })
  })

  it('status', () => {
    const ended = verb('status')

    expect([ended.status, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toContain(`Folder   ${base}\n`)
    expect(documentOf(verb('status', '--json'))).toMatchObject({ handler: { name: 'Contoso.Login' }, problems: [] })
  })

  it('check, with the exit code that an install would have', () => {
    const ended = verb('check')
    const json = verb('check', '--json')

    const { outcome } = documentOf(json) as { outcome: { exit: number } }
    expect([ended.status, json.status]).toEqual([outcome.exit, outcome.exit])
    expect(ended.stdout).toMatch(/\n {2}BLOCKED {2}managed-identity +25: The metadata service/)
    expect(ended.stdout).not.toContain('\u001B')
    expect(ended.stderr).toBe('')
  })

  it('plan', () => {
    const { steps } = documentOf(verb('plan', '--json')) as { steps: { does: string }[] }

    expect(steps.at(-1)?.does).toBe('install aadsshlogin')
    expect(verb('plan').stdout).toMatch(/: a plan, nothing is changed\.\n\n {2}1 {2}install the repository key/)
  })

  it('support-bundle', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'bundle.tar.gz')

    const ended = run([...alone, join(base, 'scripts/handler.sh'), 'support-bundle', '--json', '--output', path], {})

    expect(documentOf(ended)).toMatchObject({ path, bytes: statSync(path).size })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const listed = run(['/usr/bin/tar', '-tzf', path]).stdout.trim().split('\n')
    expect(listed[0]).toMatch(/^aadsshlogin-support-\d{8}T\d{6}Z\/contents\.txt$/)
    expect(listed.map((name) => name.replace(/^[^/]+\//, ''))).toEqual(
      expect.arrayContaining(['status.json', 'check.json', 'log/handler.log', 'machine/os-release']),
    )
  })

  it('leave the status folder of the agent empty, and marked lines in its log', () => {
    verb('status')

    expect(run(['/bin/ls', `${base}/status`]).stdout).toBe('')
    expect(readFileSync(`${base}/log/handler.log`, 'utf8')).toMatch(/ \[status 1\.0\.0 #0 \d+ by hand\] start\n/)
  })
})

describe('a person at a terminal', () => {
  it('sees colours, within the width', () => {
    const { stdout } = inTerminal('check')

    expect(stdout).toContain('\u001B[31mBLOCKED\u001B[39m')
    const lines = stripVTControlCharacters(stdout).split(/[\r\n]+/)
    // Only a word that is longer than the line goes beyond it.
    for (const line of lines) if (line.length > 90) expect(line.trim().split(' ')).toHaveLength(1)
  })

  it.each(['NO_COLOR=1', 'TERM=dumb'])('sees none with %s', (env) => {
    expect(inTerminal('explain 22', env).stdout).not.toContain('\u001B[')
  })

  it('may stop reading', () => {
    const command = `${base}/scripts/handler.sh explain | head -n 1`

    expect(run(['/bin/bash', '--norc', '-o', 'pipefail', '-c', command])).toMatchObject({ status: 0, stderr: '' })
  })

  it.each(['as the agent unpacks it', 'where everybody may start it'])('is told to use sudo (%s)', (how) => {
    const folder = temporaryFolder()
    const copy = join(folder, 'x')
    run(['/bin/cp', '-a', base, copy])
    run(['/bin/chmod', '755', folder, copy])
    if (how !== 'as the agent unpacks it') run(['/bin/chmod', '-R', 'a+rX', copy])

    const nobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh']
    const refused = run([...nobody, join(copy, 'scripts/handler.sh'), 'check'])

    expect([refused.status, refused.stdout]).toEqual([69, ''])
    expect(refused.stderr).toBe(
      `69: The command "check" is for root only.\nRun it with sudo: sudo ${copy}/scripts/handler.sh check.\n`,
    )
  })
})

describe('a broken HandlerEnvironment.json', () => {
  it('is a finding of check and a problem of status, which go on', () => {
    const path = join(base, 'HandlerEnvironment.json')
    const whole = readFileSync(path)
    writeFileSync(path, '[')

    const [checked, status] = [verb('check', '--json'), verb('status', '--json')]
    writeFileSync(path, whole)

    expect(checked.status).toBe(66)
    expect(documentOf(checked)).toMatchObject({ outcome: { code: 'agent.environment' } })
    expect(documentOf(status)).toMatchObject({ problems: [expect.stringContaining('not valid JSON') as string] })
  })
})
