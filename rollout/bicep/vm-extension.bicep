// Entra login on a virtual machine. The same as ../arm/vm-extension.json.

@description('Name of the virtual machine.')
param vmName string

@description('Region of the virtual machine.')
param location string = resourceGroup().location

@description('Name of the extension resource.')
param extensionName string = 'AADSSHLoginForLinux'

@description('Publisher of the extension.')
param extensionPublisher string = 'Microsoft.Azure.ActiveDirectory'

@description('Type of the extension.')
param extensionType string = 'AADSSHLoginForLinux'

@description('Major.minor; Azure chooses the rest.')
param extensionVersion string = '1.0'

@description('Public settings.')
param settings object = {}

@secure()
@description('Protected settings, for example proxyCredentials.')
param protectedSettings object = {}

resource extension 'Microsoft.Compute/virtualMachines/extensions@2024-11-01' = {
  name: '${vmName}/${extensionName}'
  location: location
  properties: {
    publisher: extensionPublisher
    type: extensionType
    typeHandlerVersion: extensionVersion
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: false
    settings: settings
    protectedSettings: empty(protectedSettings) ? null : protectedSettings
  }
}
