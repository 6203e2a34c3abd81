import { operatorJsonSchema } from '../../src/operator/documents.ts'

/** The JSON schema of what the operator verbs print with --json; made from the schema that they are checked with. */
export const operatorSchema = {
  path: 'docs/operator.schema.json',
  text: (): string => `${JSON.stringify(operatorJsonSchema(), null, 2)}\n`,
} as const
