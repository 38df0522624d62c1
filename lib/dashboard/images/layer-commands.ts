/** What made a layer, as the history of the config says. */
export interface LayerCommand {
  command: string | null;
  createdAt: string | null;
}

const lengthMax = 4_096;

/**
 * Gives each layer the entry of the history that made it (image-spec, config.md, "history"): those that are not
 * `empty_layer`, in order.
 * @returns also whether there are as many as layers; when not, nothing is known of any of them
 */
export function layerCommands(
  history: unknown,
  layers: number,
): { commands: LayerCommand[]; matches: boolean } {
  const none = Array.from({ length: layers }, () => ({ command: null, createdAt: null }));
  if (!Array.isArray(history)) return { commands: none, matches: history === undefined };
  const made = history.filter((entry) => isObject(entry) && entry.empty_layer !== true);
  if (made.length !== layers) return { commands: none, matches: false };
  const commands = made.map((entry: Record<string, unknown>) => ({
    command: typeof entry.created_by === 'string' ? readable(entry.created_by) : null,
    createdAt: typeof entry.created === 'string' ? entry.created.slice(0, 64) : null,
  }));
  return { commands, matches: true };
}

/** Without what builders put around every command. */
function readable(command: string): string {
  return command
    .slice(0, lengthMax)
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/ # buildkit$/, '')
    .trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
