import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks a second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const sampleEveryMs = 200;

/** What a process and its children used between two moments. */
export interface Usage {
  /** Peak resident memory in bytes. */
  peakBytes: number;
  /** User and system time in seconds. */
  cpuSeconds: number;
}

/**
 * Measures a process and all its children from now on. The peak is the kernel's own high-water mark (VmHWM), set back
 * at the start, so that no peak falls between two samples; with several processes their marks are added, which is never
 * less than what they held together. Sampling only finds children that come and go.
 */
export class ProcessTree {
  readonly #pid: number;
  readonly #peaks = new Map<number, number>();
  readonly #cpuTicks = new Map<number, number>();
  readonly #cpuTicksAtStart: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#pid = pid;
    for (const member of treeOf(pid)) resetPeak(member);
    this.#sample();
    this.#cpuTicksAtStart = total(this.#cpuTicks);
    this.#timer = setInterval(() => this.#sample(), sampleEveryMs);
  }

  /** Ends the measurement. */
  stop(): Usage {
    clearInterval(this.#timer);
    this.#sample();
    return {
      peakBytes: total(this.#peaks),
      cpuSeconds: (total(this.#cpuTicks) - this.#cpuTicksAtStart) / ticksPerSecond,
    };
  }

  #sample(): void {
    for (const pid of treeOf(this.#pid)) {
      const peakKib = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1];
      if (peakKib !== undefined)
        this.#peaks.set(pid, Math.max(Number(peakKib) * 1024, this.#peaks.get(pid) ?? 0));
      const fields = statFields(pid);
      if (fields !== undefined) this.#cpuTicks.set(pid, Number(fields[11]) + Number(fields[12]));
    }
  }
}

/** The process and its children, whatever their depth. */
function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? Number(statFields(Number(entry))?.[1]) : Number.NaN;
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at] as number) ?? []));
  return tree;
}

/** The fields of /proc/PID/stat after the program's name, which may hold spaces: state, parent, ... */
function statFields(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Sets VmHWM back to what is resident now. Not allowed for a process of another user: then the mark stays. */
function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The mark since the start of the process is still a true upper bound.
  }
}

/** A process may end between being listed and being read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function total(numbers: Map<number, number>): number {
  return [...numbers.values()].reduce((sum, value) => sum + value, 0);
}
