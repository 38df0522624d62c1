/**
 * What sharing saves, in words: what the repositories hold by what that takes on disk.
 * @param ratio logical bytes by physical ones
 */
export function ratioWords(ratio: number): string {
  const rounded = Math.round(ratio * 100) / 100;
  return rounded <= 1
    ? 'every byte that repositories hold is on disk for one of them alone'
    : `repositories hold ${rounded.toLocaleString('en')} bytes for each one on disk`;
}
