/**
 * PAM's files as texts, see pam.conf(5). Lines are counted by PAM: "[success=2 …]" jumps over the next two modules of
 * the same group, and one that jumps past the end shuts everybody out. So a line below such a jump gets one in its
 * place that decides nothing, and only where there is none it goes without trace.
 */

/** A rule: `account [default=ignore] pam_aad.so`, maybe continued on further lines. */
interface Rule {
  readonly group: string
  readonly control: string
  readonly module: string
}

const groups = ['auth', 'account', 'password', 'session']

/** Whether a line of the text runs this module, by its name without `.so`. */
export function namesModule(text: string, module: string): boolean {
  return linesOf(text).some((line) => runsModule(line, module))
}

/** The text without this module. `jumpedInto`: some file jumps into this one, so every line counts. */
export function withoutModule(text: string, module: string, jumpedInto: boolean): string {
  const jumping = new Set<string>()
  const kept = linesOf(text).flatMap((line) => {
    const rule = ruleOf(line)
    if (rule === undefined) return [line]
    if (!runsModule(line, module)) {
      if (jumps(rule)) jumping.add(rule.group)
      return [line]
    }
    return jumpedInto || jumping.has(rule.group) ? [`${rule.group}\t[default=ignore]\tpam_permit.so`] : []
  })
  return kept.join('\n')
}

/** Whether a rule of the text that jumps stands before the line that takes in the file of this name. */
export function jumpsInto(text: string, name: string): boolean {
  const lines = linesOf(text)
  const at = lines.findIndex((line) => includedBy(line) === name)
  return lines.slice(0, Math.max(at, 0)).some((line) => {
    const rule = ruleOf(line)
    return rule !== undefined && jumps(rule)
  })
}

/** The file a line takes in: of "@include", or in the place of a module; '' when it takes in none. */
export function includedBy(line: string): string {
  const [, name = ''] = /^\s*(?:@include|-?\w+\s+(?:include|substack))\s+(\S+)/.exec(line) ?? []
  return name.replace(/^.*\//, '')
}

/** A line that ends in a backslash goes on in the next one. */
function linesOf(text: string): string[] {
  return text.split(/(?<!\\)\n/)
}

function ruleOf(line: string): Rule | undefined {
  const bare = line.replaceAll('\\\n', ' ').replace(/#.*/, '')
  const [, group = '', control = '', module = ''] = /^\s*-?(\w+)\s+(\[[^\]]*\]|\S+)\s+(\S+)/.exec(bare) ?? []
  return groups.includes(group) ? { group, control, module } : undefined
}

function runsModule(line: string, module: string): boolean {
  const name = ruleOf(line)?.module.replace(/^.*\//, '')
  return name === module || name === `${module}.so`
}

function jumps({ control }: Rule): boolean {
  return /=\s*[1-9]/.test(control)
}
