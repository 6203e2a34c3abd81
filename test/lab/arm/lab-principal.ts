import type { Principal } from './tokens.ts'

/** Who may sign in at the lab's resource managers. */
export const labPrincipal: Principal = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  clientId: '22222222-2222-4222-8222-222222222222',
  secret: 'known-to-the-lab-alone',
  objectId: '33333333-3333-4333-8333-333333333333',
}

export const labSubscription = '00000000-0000-4000-8000-000000000001'
