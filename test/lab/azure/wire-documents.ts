import type { BlobNames } from './blob-names.ts'
import { ticks, type GoalState, type PlannedPlugin } from './goal-state.ts'
import { configName, type Identifiers } from './identifiers.ts'
import { escapeXml } from './xml.ts'

/** The protocol version that the agent speaks. */
export const protocolVersion = '2012-11-30'

/** The configuration documents that a goal state points to. */
export const configTypes = ['hostingEnvironmentConfig', 'sharedConfig', 'extensionsConfig', 'certificates'] as const
export type ConfigType = (typeof configTypes)[number]

/** Returns the document of `/?comp=versions`. */
export function versionsDocument(): string {
  return (
    '<Versions><Preferred><Version>2015-04-05</Version></Preferred>' +
    `<Supported><Version>${protocolVersion}</Version></Supported></Versions>`
  )
}

/** Returns the goal state document; `root` is the wire server's own URL with its port. */
export function goalStateDocument(goal: GoalState, ids: Identifiers, root: string): string {
  const { incarnation } = goal
  const base = `${root}/machine/${ids.containerId}/${ids.roleInstance}?comp=config`
  const link = (type: ConfigType) => escapeXml(`${base}&type=${type}&incarnation=${incarnation}`)
  return `<GoalState>
  <Version>${protocolVersion}</Version><Incarnation>${incarnation}</Incarnation>
  <Machine><ExpectedState>Started</ExpectedState></Machine>
  <Container><ContainerId>${ids.containerId}</ContainerId>
    <RoleInstanceList><RoleInstance>
      <InstanceId>${ids.deploymentId}.${ids.roleInstance}</InstanceId><State>Started</State>
      <Configuration>
        <HostingEnvironmentConfig>${link('hostingEnvironmentConfig')}</HostingEnvironmentConfig>
        <SharedConfig>${link('sharedConfig')}</SharedConfig>
        <ExtensionsConfig>${link('extensionsConfig')}</ExtensionsConfig>
        <Certificates>${link('certificates')}</Certificates>
        <ConfigName>${configName(ids, incarnation)}</ConfigName>
      </Configuration>
    </RoleInstance></RoleInstanceList></Container>
</GoalState>`
}

/** Returns the hosting environment, which the agent reads for telemetry only. */
export function hostingEnvironmentDocument(goal: GoalState, ids: Identifiers): string {
  return `<HostingEnvironmentConfig version="1.0.0.0" goalStateIncarnation="${goal.incarnation}">
  <Deployment name="${ids.deploymentId}" incarnation="0"/>
  <Incarnation number="1" instance="${ids.vmName}"/><Role name="${ids.vmName}"/>
</HostingEnvironmentConfig>`
}

/** Returns the shared configuration, which the agent only stores. */
export function sharedDocument(goal: GoalState, ids: Identifiers): string {
  return `<SharedConfig version="1.0.0.0" goalStateIncarnation="${goal.incarnation}">
  <Instances><Instance id="${ids.roleInstance}" address="10.0.0.4"/></Instances>
</SharedConfig>`
}

/** Returns the certificates document around `data` (see certificatesData). */
export function certificatesDocument(goal: GoalState, data: string): string {
  return `<CertificateFile>
  <Version>${protocolVersion}</Version><Incarnation>${goal.incarnation}</Incarnation>
  <Format>Pkcs7BlobWithPfxContents</Format>
  <Data>${data}</Data>
</CertificateFile>`
}

/** Returns the extensions that the goal state wants. */
export function extensionsDocument(goal: GoalState, blobs: BlobNames): string {
  const { incarnation, plugins } = goal
  return `<Extensions version="1.0.0.0" goalStateIncarnation="${incarnation}">
  <GuestAgentExtension><GAFamilies/></GuestAgentExtension>
  <Plugins>${plugins.map((plugin) => pluginElement(plugin, blobs)).join('')}</Plugins>
  <PluginSettings>${plugins.map(settingsElement).join('')}</PluginSettings>
  <RequiredFeatures/>
  <StatusUploadBlob statusBlobType="BlockBlob">${escapeXml(blobs.status)}</StatusUploadBlob>
  <InVMGoalStateMetaData inSvdSeqNo="${incarnation}" createdOnTicks="${ticks(goal.at)}"
    activityId="${goal.activityId}" correlationId="${goal.correlationId}"/>
</Extensions>`
}

function pluginElement(plugin: PlannedPlugin, blobs: BlobNames): string {
  const [location, failover] = blobs.manifests(plugin.handler)
  return `
    <Plugin name="${escapeXml(plugin.handler)}" version="${plugin.version}" state="${plugin.state}" autoUpgrade="false"
      location="${escapeXml(location)}" failoverlocation="${escapeXml(failover)}"
      runAsStartupTask="false" isJson="true" useExactVersion="true"/>`
}

function settingsElement(plugin: PlannedPlugin): string {
  if (plugin.settings === undefined) return ''
  return `
    <Plugin name="${escapeXml(plugin.handler)}" version="${plugin.version}">
      <RuntimeSettings seqNo="${plugin.seqNo}">${escapeXml(plugin.settings)}</RuntimeSettings>
    </Plugin>`
}

/** Returns a handler's manifest: where each version's package lies. */
export function manifestDocument(handler: string, versions: readonly string[], blobs: BlobNames): string {
  const plugins = versions.map((version) => {
    const uris = blobs.packages(handler, version).map((uri) => `<Uri>${escapeXml(uri)}</Uri>`)
    return `<Plugin><Version>${version}</Version><Uris>${uris.join('')}</Uris></Plugin>`
  })
  return `<PluginVersionManifest><Plugins>${plugins.join('')}</Plugins><InternalPlugins/></PluginVersionManifest>`
}
