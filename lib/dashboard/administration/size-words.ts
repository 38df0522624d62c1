import { readableSize } from '@/lib/config/readable-size';

const grouped = new Intl.NumberFormat('en');

/** A size as people read it: the number and the unit apart, so that numbers stand in a column; and the exact bytes. */
export function sizeParts(bytes: number): { value: string; unit: string; exact: string } {
  const [value = '', unit = ''] = readableSize(bytes).split(' ');
  return { value, unit, exact: `${grouped.format(bytes)} bytes` };
}

/** A size in a sentence: `3.2 MiB`. */
export function sizeWords(bytes: number): string {
  return readableSize(bytes);
}
