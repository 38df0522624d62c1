/** What decides when a task may run. */
export interface Task {
  name: string;
  /** The names of the tasks that must have ended before it begins. */
  needs?: readonly string[];
  /** Names of what only one task at a time may use, such as a folder of the system. */
  uses?: readonly string[];
  /** Whether nothing may run beside it: it measures time, or changes the whole machine. */
  alone?: boolean;
}

/**
 * The first of the waiting tasks that may begin now.
 * @param waiting in the order in which they are wanted
 * @param running the tasks that run
 * @param ended the names of those that have ended, well or not
 */
export function nextTask<T extends Task>(
  waiting: readonly T[],
  running: readonly Task[],
  ended: ReadonlySet<string>,
): T | undefined {
  if (running.some(({ alone }) => alone === true)) return undefined;
  const inUse = new Set(running.flatMap(({ uses = [] }) => uses));
  return waiting.find(
    ({ needs = [], uses = [], alone }) =>
      needs.every((name) => ended.has(name)) &&
      !uses.some((name) => inUse.has(name)) &&
      !(alone === true && running.length > 0),
  );
}

/**
 * Runs tasks side by side, as many at a time as there are lanes, in their order as far as their needs allow.
 * @param run must not reject
 * @throws before anything runs, when a task needs one that does not come before it: it would never begin
 */
export async function runInLanes<T extends Task>(
  tasks: readonly T[],
  lanes: number,
  run: (task: T) => Promise<void>,
): Promise<void> {
  tasks.forEach(({ name, needs = [] }, index) => {
    const before = tasks.slice(0, index).map((task) => task.name);
    const missing = needs.find((need) => !before.includes(need));
    if (missing !== undefined) throw new Error(`${name} needs ${missing}, which does not come before it`);
  });
  const waiting = [...tasks];
  const running = new Map<T, Promise<void>>();
  const ended = new Set<string>();
  for (;;) {
    const task = running.size < lanes ? nextTask(waiting, [...running.keys()], ended) : undefined;
    if (task !== undefined) {
      waiting.splice(waiting.indexOf(task), 1);
      const end = run(task).finally(() => {
        running.delete(task);
        ended.add(task.name);
      });
      running.set(task, end);
    } else if (running.size > 0) await Promise.race(running.values());
    else return;
  }
}
