import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { pageContent } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Not found' };

/** Every address that is none. */
export default function NothingPage(): never {
  pageContent();
  notFound();
}
