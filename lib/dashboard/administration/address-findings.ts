/** What a browser found when it asked `GET /v2/` of the registry that it shows. */
export interface Asked {
  /** The origin in the browser's address. */
  here: string;
  /** `server.publicUrl`; null where it is not set. */
  configured: string | null;
  /** The answer; null when none came. */
  answer: { status: number; challenge: string | null } | null;
}

/** One thing that was looked at. */
export interface AddressFinding {
  what: string;
  said: string;
  /** Null for what is neither. */
  isWell: boolean | null;
  /** What to do about it. */
  change?: string;
}

/**
 * What the answer says of the way of clients to the registry: scheme, host, what answered, and where clients are sent for
 * their tokens.
 */
export function addressFindings({ here, configured, answer }: Asked): AddressFinding[] {
  const { protocol, host, hostname } = new URL(here);
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(hostname);
  const isSafe = protocol === 'https:' || isLocal;
  return [
    {
      what: 'Scheme',
      said: protocol === 'https:' ? 'https' : isLocal ? 'http, to this machine' : 'http, without TLS',
      isWell: isSafe,
      ...(!isSafe && {
        change:
          'Container clients refuse it unless they are told that the registry is insecure. Put TLS before it.',
      }),
    },
    { what: 'Host', said: host, isWell: null },
    configuredFinding(here, configured),
    answerFinding(answer),
    ...(answer?.status === 401 ? [challengeFinding(here, answer.challenge)] : []),
  ];
}

function configuredFinding(here: string, configured: string | null): AddressFinding {
  const what = 'server.publicUrl';
  if (configured === null)
    return { what, said: 'not set: clients are told the address under which they ask', isWell: null };
  if (originOf(configured) === here) return { what, said: 'the address of this browser', isWell: true };
  return {
    what,
    said: `${configured}, while this browser is at ${here}`,
    isWell: false,
    change: `Open ${configured} in the place of this address, or set server.publicUrl (CYBERDOCK_SERVER_PUBLIC_URL) to ${here} if that is what clients use.`,
  };
}

function answerFinding(answer: Asked['answer']): AddressFinding {
  const what = 'GET /v2/';
  if (answer === null)
    return { what, said: 'no answer', isWell: false, change: 'Let the proxy pass /v2/ to the registry.' };
  if (answer.status === 200) return { what, said: '200: nobody has to sign in', isWell: true };
  if (answer.status === 401) return { what, said: '401, with a challenge to sign in', isWell: true };
  return {
    what,
    said: `${answer.status}, which is no answer of the registry`,
    isWell: false,
    change: 'Let the proxy pass /v2/ to the registry as it comes, and its answers back.',
  };
}

function challengeFinding(here: string, challenge: string | null): AddressFinding {
  const what = 'Challenge';
  const realm = /\brealm="([^"]*)"/.exec(challenge ?? '')?.[1];
  if (challenge === null || realm === undefined)
    return {
      what,
      said: 'it came without one',
      isWell: false,
      change: 'Let the proxy pass the header WWW-Authenticate of answers.',
    };
  if (/^Basic\b/i.test(challenge)) return { what, said: 'asks for a password at this address', isWell: true };
  if (originOf(realm) === here) return { what, said: `names this address: ${realm}`, isWell: true };
  return {
    what,
    said: `sends clients to ${realm}`,
    isWell: false,
    change: `Set server.publicUrl (CYBERDOCK_SERVER_PUBLIC_URL) to ${here}, or let the proxy tell it with X-Forwarded-Proto and X-Forwarded-Host.`,
  };
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
