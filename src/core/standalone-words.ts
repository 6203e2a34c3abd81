/** What texts of the catalogue and of checks say of agent and portal, and what is true without them; first come, first served. */
const words: readonly (readonly [string, string])[] = [
  ['The agent tries again by itself; if the portal still shows failed, run the same az vm', 'Then run the same az vm'],
  ['The agent tries again at the next change of the VM', 'Then run the same command again'],
  ['Let it finish; the agent tries again by itself', 'Let it finish, then run the same command again'],
  ['; the agent also tries again by itself', ''],
  ['; where a delete has taken the extension away already, set it and delete it once more', ''],
  ['un the same az vm extension set again', 'un the same command again'],
  ['run az vm extension set again', 'run the same command again'],
  ['un the extension again', 'un the same command again'],
  ['running the extension again', 'running it again'],
  ['The next enable of this extension', 'The next enable --standalone'],
  ['The next run of the extension', 'The next command'],
  ['in the extension settings', 'in settings.json'],
  ['The extension settings are', 'The settings are'],
  ['his extension', 'his handler'],
]

/**
 * A text for people who have no guest agent that runs commands again and no portal: a remedy must not make them set the
 * extension, of which theirs takes the place.
 */
export function withoutAgentWords(text: string): string {
  return words.reduce((told, [said, meant]) => told.replaceAll(said, meant), text)
}
