import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { commands, localCommands } from '../../scripts/tables/rollout/commands.ts'
import { extension, localAccountsDefinition, roles } from '../../scripts/tables/rollout/names.ts'
import { policyDefinitions } from './artefacts.ts'
import { commandLines, page } from './page.ts'

describe('docs/rollout.md', () => {
  it('says of each of its commands how far it was tried, and names no other', () => {
    const used = new Set(commandsOf(page).filter((command) => !localCommands.includes(command)))

    expect([...used].sort()).toEqual(commands.map(({ command }) => command).sort())
  })

  it.each(commands.flatMap(({ command, tests }) => tests.map((path) => ({ command, path }))))(
    '$path, which checks $command, is there',
    ({ path }) => {
      expect(existsSync(join(root, 'test', path))).toBe(true)
    },
  )

  it.each(commands.filter(({ isLiveOnly }) => !isLiveOnly))(
    '$command stands in the test that executes it',
    ({ command, tests }) => {
      expect(tests.some((path) => withImports(join(root, 'test', path)).includes(command))).toBe(true)
    },
  )

  it.each([...page.matchAll(/rollout\/[\w./-]+\.(?:json|bicep|xml)/g)].map(([path]) => path))('%s is there', (path) => {
    expect(existsSync(join(root, path))).toBe(true)
  })

  it.each([...policyDefinitions().keys()])('tells what %s is for', (name) => {
    expect(page).toContain(`\`${name}\``)
  })

  it.each([extension.publisher, extension.type, localAccountsDefinition, ...loginRoles()])('has %s', (text) => {
    expect(page).toContain(text)
  })
})

describe('commandsOf', () => {
  it('takes the first words, and the template', () => {
    const text =
      '```sh\naz vm list -g x\naz deployment sub create -l y \\\n  --template-file rollout/a.json --query z\nnpm run package\n```\n'

    expect(commandsOf(text)).toEqual([
      'az vm list',
      'az deployment sub create --template-file rollout/a.json',
      'npm run package',
    ])
    expect(commandsOf('```sh\nid=$(az vm show -o tsv)\nname=x\n```\n')).toEqual(['az vm show'])
    expect(commandsOf('run `terraform plan -out=x` and `sudo …/scripts/handler.sh check`')).toEqual([
      'terraform plan',
      'scripts/handler.sh check',
    ])
  })
})

/** The text of a test, and of what it imports. */
function withImports(path: string): string {
  const text = readFileSync(path, 'utf8')
  const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => join(dirname(path), name))
  return [text, ...imports.map((name) => readFileSync(name, 'utf8'))].join('\n')
}

function loginRoles(): string[] {
  return Object.keys(roles).filter((name) => name.endsWith('Login'))
}

/** The commands of the page: their words up to the first argument, and the template. */
function commandsOf(text: string): string[] {
  // NAME=$(command) is the command, NAME=value is none.
  return commandLines(text)
    .map((line) => line.replace(/^\w+=\$\(/, ''))
    .flatMap((line) => (/^\w+=/.test(line) ? [] : [commandOf(line)]))
}

function commandOf(line: string): string {
  const known = [...commands.map(({ command }) => command), ...localCommands].find((command) =>
    line.startsWith(command),
  )
  if (line.startsWith('sudo ')) return line.replace(/^sudo …\//, '')
  const words = /^(?:az --version|[a-z]+(?: [a-z][a-z-]*)*)/.exec(line)?.[0] ?? line
  const template = /--template-file \S+/.exec(line)?.[0]
  return template === undefined ? (known ?? words) : `${words} ${template}`
}
