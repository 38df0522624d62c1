import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How many bytes of memory a process holds (`VmRSS` of `/proc/PID/status`). */
export function residentBytes(pid: number): number {
  const matched = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (matched === null) throw new Error(`process ${pid} has no VmRSS`);
  return Number(matched[1]) * 1024;
}

/** What every open descriptor of a process points at, e.g. `socket:[123]` or a path. */
export function openDescriptors(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // It was closed between the two calls.
      return [];
    }
  });
}

/** Watches the memory of a process until `stop`, which gives the highest figure seen, in bytes. */
export function watchMemory(pid: number): { stop: () => number } {
  let peak = residentBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(peak, residentBytes(pid));
    },
  };
}
