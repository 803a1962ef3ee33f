/**
 * Where two servers owned a trail at a time. Each line of the ledger is `own`, `gone` (it lets go), `dead` (it was killed) or `usurped`
 * (the trail was taken from it), with the epoch and the number of the process.
 */
export function overlapsIn(ledger: string): readonly string[] {
  const breaches: string[] = [];
  let owner: string | null = null;
  let last = 0;
  for (const line of ledger.trim().split('\n')) {
    const [what, epoch = '', pid] = line.split(' ');
    if (what !== 'own') {
      if (owner === pid) owner = null;
      continue;
    }
    if (owner !== null) breaches.push(`process ${pid} owned the trail while ${owner} did`);
    if (Number(epoch) <= last) breaches.push(`process ${pid} had epoch ${epoch} after ${last}`);
    owner = pid ?? null;
    last = Number(epoch);
  }
  return breaches;
}
