import { profileJsonSchema } from '../../src/core/profile-schema.ts'

/** The JSON schema by which editors check distro-profiles/*.json; made from the schema that the handler checks with. */
export const editorSchema = {
  path: 'distro-profiles/profile.schema.json',
  text: (): string => `${JSON.stringify(profileJsonSchema(), null, 2)}\n`,
} as const
