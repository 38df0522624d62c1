import { SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { connection } from 'next/server';
import { Notice } from '@/components/feedback/notice';
import { Shell } from '@/components/layout/shell';
import { buttonClass } from '@/components/ui/button';
import { pageViewer } from '@/lib/server/dashboard/page-caller';
import { publicOrigin } from '@/lib/server/public-origin';

export const metadata: Metadata = { title: 'Not found' };

export default async function NotFound() {
  // There is no request when Next builds.
  await connection();
  return (
    <Shell origin={publicOrigin()} viewer={pageViewer()}>
      <h1 className="sr-only">Not found</h1>
      <Notice
        Icon={SearchX}
        title="There is no such page"
        actions={
          <Link href="/" className={buttonClass('plain')}>
            Show all repositories
          </Link>
        }
      >
        The address is misspelled, or what it showed has gone.
      </Notice>
    </Shell>
  );
}
