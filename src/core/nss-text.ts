/** nsswitch.conf(5) without a module, and without what it says about that module's answers; all else stays as it is. */
export function withoutNssModule(text: string, module: string): string {
  const entry = new RegExp(`[ \\t]+${module}(?=[ \\t]|$)(?:[ \\t]*\\[[^\\]]*\\])*`, 'g')
  return text
    .split('\n')
    .map((line) => (/^[a-z_]+:/.test(line) ? line.replace(entry, '') : line))
    .join('\n')
}
