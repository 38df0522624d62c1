import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { parseRailWidth, railCookie } from '@/lib/dashboard/rail';
import { parseTheme, themeCookie } from '@/lib/dashboard/theme';
import { Announcer } from '../feedback/announcer';
import { CopySymbolDefinition } from '../ui/copy-symbol';
import { Overlays } from './overlays';
import { QueryProvider } from './query-provider';
import { Rail } from './rail';
import { RegistryAddressProvider } from './registry-address';
import { TopBar } from './top-bar';
import { ViewerProvider } from './viewer';

interface ShellProps {
  /** Under which the reader reaches this server, as far as the server knows. */
  origin: string;
  viewer: Viewer;
  children: ReactNode;
}

/** What stands around every page: the top bar, the rail, the address of the registry, the cache of what was fetched. */
export async function Shell({ origin, viewer, children }: ShellProps) {
  const jar = await cookies();
  const { protocol, host } = new URL(origin);
  return (
    <RegistryAddressProvider protocol={protocol} host={host}>
      <QueryProvider>
        <ViewerProvider viewer={viewer}>
          <a
            href="#content"
            className="absolute -top-12 left-3 z-30 rounded-control bg-surface px-3 py-1.5 focus:top-2"
          >
            Skip to content
          </a>
          <TopBar theme={parseTheme(jar.get(themeCookie)?.value)} />
          <div className="flex">
            <Rail initial={parseRailWidth(jar.get(railCookie)?.value)} />
            <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
              <div className="mx-auto max-w-[90rem] px-4 pt-6 pb-16 sm:px-6">{children}</div>
            </main>
          </div>
          <Overlays />
          <Announcer />
          <CopySymbolDefinition />
        </ViewerProvider>
      </QueryProvider>
    </RegistryAddressProvider>
  );
}
