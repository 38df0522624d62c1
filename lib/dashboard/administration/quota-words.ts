import { formatSize, parseSize } from '@/lib/config/size';

/** A limit in bytes as it stands in a form: `50GiB`, exactly; empty for none. */
export function limitText(bytes: number | null | undefined): string {
  return bytes == null ? '' : formatSize(bytes);
}

/** A limit in bytes as it was written in a form; null for none, undefined for what is no size. */
export function limitIn(text: string): number | null | undefined {
  return text === '' ? null : parseSize(text);
}
