/**
 * Does something with keys at once, and with those that come right after it together, a second later: however many
 * events there are, a page asks once a second.
 * @returns what takes keys, and what ends it
 */
export function inTurns(
  act: (keys: readonly (readonly unknown[])[]) => void,
  everyMs = 1_000,
): { add: (keys: readonly (readonly unknown[])[]) => void; end: () => void } {
  const waiting = new Map<string, readonly unknown[]>();
  let turn: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    turn = undefined;
    if (waiting.size === 0) return;
    const keys = [...waiting.values()];
    waiting.clear();
    turn = setTimeout(take, everyMs);
    act(keys);
  };
  return {
    add: (keys) => {
      for (const key of keys) waiting.set(JSON.stringify(key), key);
      if (turn === undefined) take();
    },
    end: () => clearTimeout(turn),
  };
}
