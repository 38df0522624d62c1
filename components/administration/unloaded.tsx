import { LoadError } from '../feedback/load-error';
import { ListSkeleton } from './list-skeleton';

interface UnloadedProps {
  /** What is loaded, as a sentence begins with it: `The runs`. */
  what: string;
  query: { data: unknown; error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> };
  /** How many rows stand for it meanwhile. */
  rows?: number;
}

/** What stands for something until it is loaded: rows without words, or what went wrong. Nothing once it is there. */
export function Unloaded({ what, query: { data, error, isFetching, refetch }, rows }: UnloadedProps) {
  if (data !== undefined) return null;
  if (error)
    return <LoadError what={what} error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  return <ListSkeleton what={what.charAt(0).toLowerCase() + what.slice(1)} rows={rows} />;
}
