'use client';

import { PageError } from '@/components/feedback/page-error';
import './globals.css';

/** Stands for the whole document where even the layout failed. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh bg-canvas font-sans text-body text-ink">
        <title>CyberDock</title>
        <main className="mx-auto max-w-7xl px-4 pt-8 sm:px-6">
          <PageError {...props} />
        </main>
      </body>
    </html>
  );
}
