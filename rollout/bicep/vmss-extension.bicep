// Entra login on a scale set (Uniform): its model. Instances follow when they are upgraded to it. The same as ../arm/vmss-extension.json.

@description('Name of the scale set.')
param scaleSetName string

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

@description('Extensions of the set that have to be done before.')
param provisionAfterExtensions array = []

resource extension 'Microsoft.Compute/virtualMachineScaleSets/extensions@2024-11-01' = {
  name: '${scaleSetName}/${extensionName}'
  properties: {
    publisher: extensionPublisher
    type: extensionType
    typeHandlerVersion: extensionVersion
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: false
    settings: settings
    protectedSettings: empty(protectedSettings) ? null : protectedSettings
    provisionAfterExtensions: provisionAfterExtensions
  }
}
