import { outside, played, type Report } from './report.ts'

const customer = (number: string, title: string, answer: string, reason: string): Report => ({
  number,
  title,
  code: undefined,
  answer,
  proof: outside(reason),
})

/** What a handler on the machine has no part in, and what there is to say about it. */
export const outsideRows: readonly Report[] = [
  {
    number: 'F017',
    title: 'The portal does not offer the login for a supported image',
    code: 'ready',
    answer: 'Any way that sets the extension will do: az vm extension set, ARM, Bicep, Terraform.',
    proof: played(
      'lab/matrix/matrix',
      'the built package on every distribution > debian 10: install, enable again, upgrade, downgrade, uninstall',
    ),
  },
  customer(
    'F038',
    'An endpoint of the metadata service is documented nowhere',
    'Of the metadata service only what is documented is asked: instance and identity.',
    'the packages ask it, not the handler',
  ),
  customer(
    'F050',
    'The numbers of Entra users are too large for some tools',
    'They come from the NSS module of the packages and cannot be chosen.',
    'behaviour of the packages',
  ),
  customer(
    'F051',
    'Home folders are always below /home',
    'The packages make them; they take no setting for it.',
    'behaviour of the packages',
  ),
  customer(
    'F056',
    'Wrong names of publisher and type in templates',
    'The names stand in the README and in every example: Microsoft.Azure.ActiveDirectory and AADSSHLoginForLinux.',
    'decided before anything reaches the machine',
  ),
  customer(
    'F057',
    'A Terraform module fails without a name and a system-assigned identity',
    'Failure 22 says how each kind of template assigns it.',
    'decided before anything reaches the machine',
  ),
  customer(
    'F060',
    'A role on the scale set does not count',
    'Assign Virtual Machine Administrator Login or User Login at the resource group or above.',
    'roles are looked at by the service at the login',
  ),
  customer(
    'F061',
    'Nested groups and inherited roles do not count',
    'Assign the role to the group that has the user as its member.',
    'roles are looked at by the service at the login',
  ),
  customer(
    'F070',
    'az ssh ends with KeyError access_token',
    'The client needs Azure CLI 2.21 or newer with the extension ssh.',
    'on the computer of the user',
  ),
  customer(
    'F072',
    'On Windows ssh refuses the temporary key for its permissions',
    'Let az ssh use a folder that belongs to the user (--keys-destination-folder).',
    'on the computer of the user',
  ),
  customer(
    'F074',
    'ssh-keygen of the client cannot read the certificate',
    'Bring Azure CLI, its extension ssh and OpenSSH of the client up to date.',
    'on the computer of the user',
  ),
  customer(
    'F076',
    'Instances of a scale set are on an older model',
    'Bring the instances to the latest model: az vmss update-instances.',
    'the agent learns of the extension only then',
  ),
  customer(
    'F098',
    'chsh, su or sudo of local users ask for a sign-in',
    'The packages add their module to the PAM files that all services share; the handler leaves these files to them.',
    'behaviour of the packages',
  ),
  customer(
    'F099',
    'Guests, and users whose name is not their address',
    'Users log in with the user principal name of this tenant, guests with the one that has #EXT#.',
    'names are given by the tenant',
  ),
]
