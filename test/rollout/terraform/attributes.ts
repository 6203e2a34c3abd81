import type { Dictionary } from '../artefacts.ts'

/** Attributes of the provider hashicorp/azurerm that the module may use, from its documentation (2026-11). */
export const knownAttributes: Readonly<Record<string, readonly string[]>> = {
  azurerm_virtual_machine_extension: [
    'name',
    'virtual_machine_id',
    'publisher',
    'type',
    'type_handler_version',
    'auto_upgrade_minor_version',
    'automatic_upgrade_enabled',
    'settings',
    'failure_suppression_enabled',
    'protected_settings',
    'tags',
  ],
  azurerm_virtual_machine_scale_set_extension: [
    'name',
    'virtual_machine_scale_set_id',
    'publisher',
    'type',
    'type_handler_version',
    'auto_upgrade_minor_version',
    'automatic_upgrade_enabled',
    'failure_suppression_enabled',
    'force_update_tag',
    'protected_settings',
    'provision_after_extensions',
    'settings',
  ],
  azurerm_arc_machine_extension: [
    'arc_machine_id',
    'location',
    'name',
    'publisher',
    'type',
    'automatic_upgrade_enabled',
    'force_update_tag',
    'protected_settings',
    'settings',
    'tags',
    'type_handler_version',
  ],
  azurerm_role_assignment: ['scope', 'role_definition_name', 'role_definition_id', 'principal_id', 'principal_type'],
}

const forServers = {
  publisher: 'publisher',
  type: 'type',
  type_handler_version: 'typeHandlerVersion',
  automatic_upgrade_enabled: 'enableAutomaticUpgrade',
  settings: 'settings',
  protected_settings: 'protectedSettings',
}

const forVirtualMachines = { ...forServers, auto_upgrade_minor_version: 'autoUpgradeMinorVersion' }

/** Which property of the template each attribute sets. */
export const attributeNames: Readonly<Record<string, { template: string; names: Readonly<Record<string, string>> }>> = {
  azurerm_virtual_machine_extension: { template: 'arm/vm-extension.json', names: forVirtualMachines },
  azurerm_virtual_machine_scale_set_extension: {
    template: 'arm/vmss-extension.json',
    names: { ...forVirtualMachines, provision_after_extensions: 'provisionAfterExtensions' },
  },
  // The provider has no attribute for minor versions of Arc: there the platform's default counts.
  azurerm_arc_machine_extension: { template: 'arm/arc-extension.json', names: forServers },
}

/** Attributes that the provider does not have, with the resource they stand in. */
export function unknownAttributes(resources: Record<string, Record<string, Dictionary[]>>): string[] {
  return Object.entries(resources).flatMap(([type, byName]) =>
    Object.entries(byName).flatMap(([name, [block]]) =>
      Object.keys(block ?? {})
        .filter((attribute) => attribute !== 'for_each' && !knownAttributes[type]?.includes(attribute))
        .map((attribute) => `${type}.${name}: ${attribute}`),
    ),
  )
}
