/** What a person asks of the handler over SSH, beside the commands of the agent. None of these changes the machine. */
export const verbNames = ['check', 'plan', 'status', 'explain', 'support-bundle'] as const
export type VerbName = (typeof verbNames)[number]

/** The commands that a dry run can be made of: the others change nothing. */
export const plannedNames = ['install', 'enable', 'uninstall'] as const
export type PlannedName = (typeof plannedNames)[number]

export type VerbRequest =
  | { readonly verb: 'check'; readonly json: boolean; readonly waitSeconds: number }
  | { readonly verb: 'plan'; readonly json: boolean; readonly operation: PlannedName }
  | { readonly verb: 'status'; readonly json: boolean }
  /** Without a code: all failures. */
  | { readonly verb: 'explain'; readonly json: boolean; readonly code?: string }
  | { readonly verb: 'support-bundle'; readonly json: boolean; readonly output?: string }
