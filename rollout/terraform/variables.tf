variable "virtual_machines" {
  description = "Linux VMs that get the login: a name of your choice and the id. Each needs a system-assigned identity."
  type        = map(string)
  default     = {}
}

variable "scale_sets" {
  description = "Linux scale sets (Uniform) that get the login: a name of your choice and the id. Each needs a system-assigned identity."
  type        = map(string)
  default     = {}
}

variable "arc_machines" {
  description = "Arc-enabled Linux servers that get the login: a name of your choice, the id and the region."
  type        = map(object({ id = string, location = string }))
  default     = {}
}

variable "extension_publisher" {
  description = "Publisher of the extension."
  type        = string
  default     = "Microsoft.Azure.ActiveDirectory"
}

variable "extension_type" {
  description = "Type of the extension."
  type        = string
  default     = "AADSSHLoginForLinux"
}

variable "extension_version" {
  description = "Major.minor; Azure chooses the rest."
  type        = string
  default     = "1.0"

  validation {
    condition     = can(regex("^\\d+\\.\\d+$", var.extension_version))
    error_message = "Only major.minor can be given."
  }
}

variable "settings" {
  description = "Public settings."
  type        = any
  default     = {}
}

variable "protected_settings" {
  description = "Protected settings, for example proxyCredentials; null for none."
  type        = any
  default     = null
  sensitive   = true
}

variable "provision_after_extensions" {
  description = "Extensions of the scale sets that have to be done before."
  type        = list(string)
  default     = []
}

variable "login_scope" {
  description = "Id of the resource group or subscription in which the people below may log in."
  type        = string
  default     = null
}

variable "administrator_ids" {
  description = "Object ids of those who log in and may use sudo."
  type        = set(string)
  default     = []
}

variable "user_ids" {
  description = "Object ids of those who log in without sudo."
  type        = set(string)
  default     = []
}
