import { SearchX } from 'lucide-react';
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
