/** The calls whose commands are not called as they are themselves. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['next_steps', 'next'],
  ['pause_branch', 'pause --branch'],
  ['resume_branch', 'resume --branch'],
  ['set_pause_on_fail', 'pause-on-fail on'],
  ['unset_pause_on_fail', 'pause-on-fail off'],
  ['send_message_to_steps', 'send'],
]);

/**
 * What a call on the wire is called on the command line.
 *
 * @example
 * callName('mark_done'); // 'mark-done'
 * callName('unset_pause_on_fail'); // 'pause-on-fail off'
 */
export function callName(call: string): string {
  return COMMANDS.get(call) ?? call.replaceAll('_', '-');
}
