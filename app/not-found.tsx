import type { Metadata } from 'next';
import { NoSuchPage } from '@/components/feedback/no-such-page';

export const metadata: Metadata = { title: 'Not found' };

/**
 * Stands for a page that led nowhere itself. Next sends it with every page, so there is little in it; for addresses that
 * are none there is `(nothing)`.
 */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-7xl px-4 pt-8 sm:px-6">
      <NoSuchPage />
    </main>
  );
}
