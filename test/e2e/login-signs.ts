import type { Bench, Seen } from '../lab/failures/bench.ts'

/** Every line of PAM, NSS and sshd that names the login; empty where none does. */
export async function wiringOf(bench: Bench): Promise<string[]> {
  const script = 'grep -rsE "pam_aad|aad_certhandler|^passwd:.* aad" /etc/pam.d /etc/nsswitch.conf /etc/ssh || true'
  const { stdout } = await bench.vm.guest.must(['sh', '-c', script])
  return stdout.split('\n').filter((line) => line !== '')
}

/** What the events of a run tell, which is all that is seen of one that succeeded without a status. */
export function toldBy({ outcome }: Seen): string {
  return outcome.events.map(({ Message }) => Message).join('\n')
}
