import { printEnd, printer } from './story/print.ts'
import { identityWaitSeconds, playStory } from './story/story.ts'

process.stdout.write(`
The life of the extension on a simulated Azure host: the real guest agent (Debian's waagent), the real
apt-get and a real sshd on a throw-away VM; simulated are the Azure fabric, the repository and its packages.
The wait for an identity is set to ${identityWaitSeconds} s here; without that setting it is 120 s.

`)
const end = await playStory(printer)
printEnd(end)
const failed = end.acts.filter(({ outcome }) => outcome.end === 'timeout')
process.exitCode = failed.length === 0 && end.differences.length === 0 ? 0 : 1
