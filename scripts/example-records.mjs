// The records of a trail to which everything happens that there is, told by the built layer1: at least one of each type of event.

const BEGIN = Date.UTC(2026, 0, 31, 10, 15);
const ADA = { actor: 'ada', source: 'unix:/run/user/1000/autotrail/release.sock#1' };
const DEFINITION = ['build', 'deploy'];

const EVENTS = [
  { type: 'limit', tags: { phase: 'build' }, most: 2, ...ADA },
  { type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }], ...ADA },
  { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'Which version?', timeoutMs: 60_000 },
  { type: 'reply', promptId: '0.1.1', value: '2.4.0', ...ADA },
  { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.2', message: 'Where to?', choices: ['staging', 'web'], timeoutMs: 1_000 },
  { type: 'timer', timer: { n: 0, attempt: 1, kind: 'prompt', promptId: '0.1.2' } },
  { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.3', message: 'Or do you know a mirror?' },
  { type: 'withdrawn', n: 0, attempt: 1, promptId: '0.1.3' },
  { type: 'context', key: 'web.host', value: 'web2', ...ADA },
  { type: 'message', steps: [0], message: { verbose: true }, ...ADA },
  { type: 'ended', n: 0, attempt: 1, outcome: { ok: true, value: 'release-2.4.0.tgz' } },
  { type: 'note', text: 'the load balancer was drained by hand', steps: [1], reason: 'ticket 4711', ...ADA },
  { type: 'survivors', n: 1, attempt: 1, processes: [{ pid: 4711, startTime: '8820311', command: 'rsync -a build/ web1:' }] },
  { type: 'resumed', attempts: [{ n: 1, attempt: 1, fate: 'lost' }], transformed: [], policies: [] },
  { type: 'shutdown', ...ADA },
];

/** The records, by their revisions. */
export async function exampleRecords() {
  const { buildTrail, imageOf, step } = await import(new URL('../packages/layer1/dist/index.js', import.meta.url));
  const [build, deploy] = DEFINITION.map((name) => step(() => null, { name }));
  const trail = buildTrail([[build, deploy]]);
  const created = { type: 'created', format: 1, trail: 'release', run: '20260131T101500Z-k3x9', definition: imageOf(trail) };
  const records = EVENTS.map((event, i) => {
    const { revision, at, changes } = trail.apply(event, BEGIN + (i + 1) * 1_000);
    return { revision, epoch: event.type === 'resumed' || event.type === 'shutdown' ? 2 : 1, at, event, changes };
  });
  return [{ revision: 0, epoch: 1, at: BEGIN, event: created, changes: [] }, ...records];
}
