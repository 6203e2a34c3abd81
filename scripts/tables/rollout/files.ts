import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '../../package/paths.ts'
import { applicationVersionTemplate, galleryTemplate } from './application-templates.ts'
import { assignmentTemplate } from './assignment.ts'
import { definitions } from './definitions.ts'
import { extensionTemplate, targets } from './extension-templates.ts'
import { jsonText, type JsonObject } from './json.ts'
import { loginRolesTemplate } from './login-roles.ts'
import { definitionsTemplate } from './policy-templates.ts'
import { extensionImage, sharedExtensionTemplate } from './publish.ts'
import { remediationTemplate, stages } from './remediation.ts'

export interface GeneratedFile {
  readonly path: string
  readonly text: () => string
}

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

/** Every generated file of rollout/. Not generated: the data (images, commands, ramp plan), Bicep and Terraform. */
export const rolloutFiles: readonly GeneratedFile[] = [
  ...Object.values(targets).map((target) => json(`arm/${target.key}-extension`, () => extensionTemplate(target))),
  json('roles/login-roles', loginRolesTemplate),
  ...definitions.map(({ name, properties }) =>
    json(`policy/definitions/${name.replace('aadsshlogin-', '')}`, () => ({ name, properties })),
  ),
  json('policy/definitions.subscription', () => definitionsTemplate('subscription')),
  json('policy/definitions.management-group', () => definitionsTemplate('managementGroup')),
  json('policy/assignment.subscription', () => assignmentTemplate('subscription')),
  json('policy/assignment.management-group', () => assignmentTemplate('managementGroup')),
  ...stages.map((stage) => json(`policy/${stage.file}`, () => remediationTemplate(stage))),
  json('vm-application/gallery', galleryTemplate),
  json('vm-application/version', () => applicationVersionTemplate(version)),
  json('publish/shared-vm-extension-version', () => sharedExtensionTemplate(version)),
  { path: 'rollout/publish/extension-image.xml', text: () => extensionImage(version) },
]

function json(name: string, make: () => JsonObject): GeneratedFile {
  return { path: `rollout/${name}.json`, text: () => jsonText(make()) }
}
