output "extension_ids" {
  description = "Ids of the extensions, by the names that were given."
  value = merge(
    { for name, extension in azurerm_virtual_machine_extension.login : name => extension.id },
    { for name, extension in azurerm_virtual_machine_scale_set_extension.login : name => extension.id },
    { for name, extension in azurerm_arc_machine_extension.login : name => extension.id },
  )
}
