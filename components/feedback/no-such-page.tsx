import { buttonClass } from '../ui/button';
import { Notice } from './notice';

/** Stands where a page would, for an address that is none. */
export function NoSuchPage() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <Notice
        Icon={SearchX}
        title="There is no such page"
        actions={
          <a href="/" className={buttonClass('plain')}>
            Show all repositories
          </a>
        }
      >
        The address is misspelled, or what it showed has gone.
      </Notice>
    </>
  );
}

/**
 * A glass that has found nothing. Next sends what stands for a page that is not there with every page, so it is drawn here:
 * an icon of the library would bring its script into all of them.
 */
function SearchX({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d="m13.5 8.5-5 5m0-5 5 5M21 21l-4.3-4.3" />
      <circle cx="11" cy="11" r="8" />
    </svg>
  );
}
