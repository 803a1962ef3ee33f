import { describe, expect, it } from 'vitest';
import { Bell } from '../../src/monitor/bell.js';

describe('Bell', () => {
  it('is heard once, however often it was rung before', async () => {
    const bell = new Bell();
    const heard: string[] = [];
    bell.ring();
    bell.ring();
    await bell.heard();
    const again = bell.heard().then(() => heard.push('again'));
    await Promise.resolve();
    expect(heard).toEqual([]);
    bell.ring();
    bell.ring();
    await again;
    expect(heard).toEqual(['again']);
  });
});
