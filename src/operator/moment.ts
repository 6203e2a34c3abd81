/** A time for a person: to the second and in UTC, as the log has it. */
export function moment(time: string | null): string {
  return time === null ? 'at an unknown time' : time.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')
}
