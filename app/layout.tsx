import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { parseTheme, themeCookie } from '@/lib/dashboard/theme';
import './globals.css';

// Every page carries the nonce of its request, so none can be made ahead.
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'CyberDock', template: '%s · CyberDock' },
  description: 'A container registry and its content',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark', width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body className="min-h-dvh bg-canvas font-sans text-body text-ink">{children}</body>
    </html>
  );
}
