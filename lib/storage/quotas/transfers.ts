import { StorageError } from '../storage-error';
import type { NamespaceLimit } from './quota-rules';

/** How old what is known of a namespace may be while bytes come in. */
const freshMs = 1_000;

/** An upload that sends its bytes now. */
interface Transfer {
  /** Asked before so many bytes more are taken. @throws StorageError QUOTA_EXCEEDED */
  take: (bytes: number) => void;
  /** What came or was announced no longer stands in the way of others. */
  end: () => void;
}

/**
 * Uploads of this process that send their bytes now. Together they get no more than what is left of a quota, so that an
 * upload that can't fit ends before all of it was sent. What other processes receive meanwhile is not known here: it is
 * the end of each upload that decides.
 */
export class Transfers {
  readonly #used: (namespace: string) => number;
  readonly #namespaces = new Map<string, UnderWay>();

  /** @param used tells how many bytes a namespace holds */
  constructor(used: (namespace: string) => number) {
    this.#used = used;
  }

  /**
   * Begins a transfer.
   * @param limits that its repository falls under
   * @param position how many bytes its upload session has already
   * @param length how many bytes are announced; 0 when that is not known
   * @throws StorageError QUOTA_EXCEEDED
   */
  begin(
    limits: readonly NamespaceLimit[],
    { position, length }: { position: number; length: number },
  ): Transfer {
    const bounded = limits.flatMap(({ bytes, ...rest }) => (bytes === undefined ? [] : [{ ...rest, bytes }]));
    let promised = 0;
    let taken = position;
    const promise = (bytes: number) => {
      for (const limit of bounded) this.#require(limit, promised, bytes);
      for (const { namespace } of bounded) this.#add(namespace, bytes - promised);
      promised = bytes;
    };
    promise(position + length);
    return {
      take: (bytes) => {
        if (taken + bytes > promised) promise(taken + bytes);
        taken += bytes;
      },
      end: () => {
        for (const { namespace } of bounded) this.#add(namespace, -promised);
        promised = 0;
      },
    };
  }

  #require({ namespace, bytes: limit, setting }: Bounded, promised: number, wanted: number): void {
    const known = this.#namespaces.get(namespace);
    const others = (known?.bytes ?? 0) - promised;
    const nowMs = performance.now();
    if (known && nowMs - known.readAtMs < freshMs && known.used + others + wanted <= limit) return;
    const used = this.#used(namespace);
    if (known) {
      known.used = used;
      known.readAtMs = nowMs;
    }
    if (used + others + wanted <= limit) return;
    const exceeded = { namespace, of: 'bytes', limit, used: used + others, wanted, setting } as const;
    throw new StorageError({ code: 'QUOTA_EXCEEDED', ...exceeded });
  }

  #add(namespace: string, bytes: number): void {
    const known = this.#namespaces.get(namespace) ?? {
      bytes: 0,
      used: 0,
      readAtMs: Number.NEGATIVE_INFINITY,
    };
    known.bytes += bytes;
    if (known.bytes > 0) this.#namespaces.set(namespace, known);
    else this.#namespaces.delete(namespace);
  }
}

type Bounded = Pick<NamespaceLimit, 'namespace' | 'setting'> & { bytes: number };

/** What uploads of a namespace send now, and what the namespace held when that was read last. */
interface UnderWay {
  bytes: number;
  used: number;
  readAtMs: number;
}
