import type { Metadata } from 'next';
import { connection } from 'next/server';
import { SignIn } from '@/components/sign-in/sign-in';
import { pageEntrance } from '@/lib/server/dashboard/page-caller';
import { publicOrigin } from '@/lib/server/public-origin';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  await connection();
  const { to, problem, wait } = await searchParams;
  const entrance = pageEntrance(one(to));
  return (
    <SignIn
      {...entrance}
      origin={publicOrigin()}
      // What a form was answered that was sent without a script.
      problem={one(problem)}
      waitS={Number(one(wait)) || undefined}
    />
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
