import { describe, expect, it } from 'vitest';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';

const scratch = scratchOfThisFile();

describe('status --fields', () => {
  it('names the fields that there are not, and those that there are', async () => {
    await scratch.write('one.js', "import { step } from 'autotrail';\nexport default [[step(() => 1, { name: 'a' })]];\n");
    const trail = await SteeredTrail.begin(scratch, 'one', '--no-start');
    expect(await trail.shown('status', '--fields', 'n,state')).toMatch(/^n +state\n0 +Ready\n$/);
    expect(await trail.refusal(2, 'status', '--fields', 'n,foo,state,bar')).toMatch(
      /^error: Expected fields among n, name, .*outputMessages.*, got foo, bar\.\n/,
    );
    expect(await trail.refusal(3, 'status', '-n', '7', '--fields', 'n')).toContain('found none');
  });
});
