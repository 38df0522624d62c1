'use client';

import { LogIn } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { signInPathTo } from '@/lib/dashboard/return-path';
import { buttonClass } from '../ui/button';

/** The way to the sign-in page, and from there back to this page. */
export function SignInLink() {
  const pathname = usePathname();
  return (
    <a
      href={signInPathTo(pathname)}
      // What the page searches for is in the address by then.
      onClick={(event) => {
        event.currentTarget.href = signInPathTo(window.location.pathname + window.location.search);
      }}
      className={buttonClass('plain')}
    >
      <LogIn className="size-3.5" aria-hidden="true" />
      Sign in
    </a>
  );
}
