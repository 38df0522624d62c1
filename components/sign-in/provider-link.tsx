import { KeyRound } from 'lucide-react';
import { oidcSignInPathTo } from '@/lib/dashboard/oidc/oidc-paths';
import { buttonClass } from '../ui/button';

/** The way to the provider of OpenID Connect. No `Link` of Next: it would begin a sign-in before anybody asks for one. */
export function ProviderLink({ name, to }: { name: string; to: string }) {
  return (
    <>
      <p className="my-4 flex items-center gap-3 text-ink-dim text-meta before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <a href={oidcSignInPathTo(to)} className={buttonClass('plain', 'w-full', 'large')}>
        <KeyRound className="size-4 shrink-0" aria-hidden="true" />
        <span className="truncate">Sign in with {name}</span>
      </a>
    </>
  );
}
