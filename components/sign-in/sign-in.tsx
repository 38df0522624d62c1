import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import type { Refusal } from '@/lib/dashboard/account/send-sign-in';
import { parseTheme, themeCookie } from '@/lib/dashboard/theme';
import { Mark } from '../layout/mark';
import { ThemeSwitch } from '../layout/theme-switch';
import { ContinueWithout } from './continue-without';
import { ProviderLink } from './provider-link';
import { SignInForm } from './sign-in-form';

interface SignInProps {
  /** Where to go then. */
  to: string;
  /** Of this registry, as the reader reaches it. */
  origin: string;
  hasEnded: boolean;
  isOpen: boolean;
  /** What the provider of OpenID Connect is called, where there is one. */
  provider: string | undefined;
  problem: string | undefined;
  waitS: number | undefined;
}

/** The whole page where people sign in. */
export async function SignIn({ to, origin, hasEnded, isOpen, provider, problem, waitS }: SignInProps) {
  const jar = await cookies();
  const { host } = new URL(origin);
  const refusal: Refusal | undefined = problem === undefined ? undefined : { code: problem, waitS };
  return (
    <div className="flex min-h-dvh flex-col">
      <main className="mx-auto flex w-full max-w-[25rem] flex-1 flex-col justify-center px-4 py-10">
        <div className="mb-6 flex flex-col items-center text-center">
          <Mark className="size-11" />
          <h1 className="mt-4 font-semibold text-title tracking-tight">Sign in to CyberDock</h1>
          <p className="mt-1 max-w-full truncate font-mono text-ink-dim text-table" title={host}>
            {host}
          </p>
        </div>
        {hasEnded && refusal === undefined && (
          <Remark>Your session has ended. Sign in again to go on where you were.</Remark>
        )}
        <div className="rounded-box border border-line bg-surface p-5 sm:p-6">
          <SignInForm to={to} refusal={refusal} origin={origin} />
          {provider !== undefined && <ProviderLink name={provider} to={to} />}
        </div>
        {isOpen && <ContinueWithout hasEnded={hasEnded} />}
      </main>
      <footer className="flex justify-center px-4 pb-6">
        <ThemeSwitch initial={parseTheme(jar.get(themeCookie)?.value)} />
      </footer>
    </div>
  );
}

function Remark({ children }: { children: ReactNode }) {
  return (
    <p
      role="status"
      className="mb-3 rounded-box border border-line bg-sunken px-4 py-2.5 text-center text-ink-soft text-table"
    >
      {children}
    </p>
  );
}
