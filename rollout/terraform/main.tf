locals {
  # Always given, if empty: the guest agent waits only for extensions with settings before it starts dependent ones.
  settings           = jsonencode(var.settings)
  protected_settings = var.protected_settings == null ? null : jsonencode(var.protected_settings)
}

resource "azurerm_virtual_machine_extension" "login" {
  for_each = var.virtual_machines

  name                       = var.extension_type
  virtual_machine_id         = each.value
  publisher                  = var.extension_publisher
  type                       = var.extension_type
  type_handler_version       = var.extension_version
  auto_upgrade_minor_version = true
  automatic_upgrade_enabled  = false
  settings                   = local.settings
  protected_settings         = local.protected_settings
}

resource "azurerm_virtual_machine_scale_set_extension" "login" {
  for_each = var.scale_sets

  name                         = var.extension_type
  virtual_machine_scale_set_id = each.value
  publisher                    = var.extension_publisher
  type                         = var.extension_type
  type_handler_version         = var.extension_version
  auto_upgrade_minor_version   = true
  automatic_upgrade_enabled    = false
  settings                     = local.settings
  protected_settings           = local.protected_settings
  provision_after_extensions   = var.provision_after_extensions
}

resource "azurerm_arc_machine_extension" "login" {
  for_each = var.arc_machines

  name                      = var.extension_type
  location                  = each.value.location
  arc_machine_id            = each.value.id
  publisher                 = var.extension_publisher
  type                      = var.extension_type
  type_handler_version      = var.extension_version
  automatic_upgrade_enabled = false
  settings                  = local.settings
  protected_settings        = local.protected_settings
}

resource "azurerm_role_assignment" "administrators" {
  for_each = var.administrator_ids

  scope                = var.login_scope
  role_definition_name = "Virtual Machine Administrator Login"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "users" {
  for_each = var.user_ids

  scope                = var.login_scope
  role_definition_name = "Virtual Machine User Login"
  principal_id         = each.value
}
