import { describe, expect, it } from 'vitest';
import { Metadata } from './metadata';

/** Holds this thread up, as a disk does. */
function holdUp(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('Metadata', () => {
  it('asks for each of many on this thread, in order, while answers come at once', async () => {
    const pooled = async () => {
      throw new Error('the pool was asked');
    };
    expect(await new Metadata().askEach([1, 2, 3], (one) => one * 10, pooled)).toEqual([10, 20, 30]);
  });

  it('leaves the rest to the pool once an answer took long, and whatever is asked soon after', async () => {
    const metadata = new Metadata();
    const asked: string[] = [];
    const quick = (one: number) => {
      asked.push(`quick ${one}`);
      if (one === 2) holdUp(5);
      return one;
    };
    const pooled = async (one: number) => {
      asked.push(`pooled ${one}`);
      return one;
    };
    expect(await metadata.askEach([1, 2, 3, 4], quick, pooled)).toEqual([1, 2, 3, 4]);
    expect(
      await metadata.ask(
        () => 'quick',
        async () => 'pooled',
      ),
    ).toBe('pooled');
    expect(asked).toEqual(['quick 1', 'quick 2', 'pooled 3', 'pooled 4']);
  });

  it('passes on what fails', async () => {
    const fail = () => {
      throw new Error('EACCES');
    };
    await expect(new Metadata().askEach([1], fail, async () => 1)).rejects.toThrow('EACCES');
  });
});
