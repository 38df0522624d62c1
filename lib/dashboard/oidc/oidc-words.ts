/** What the person is told whose sign-in with the provider was refused. */
interface Words {
  title: string;
  advice: string;
}

const askAdministrator = 'Ask an administrator of this registry.';

/** By the codes that `oidcRefusedPath` puts into the address of the sign-in page. */
const words: Readonly<Record<string, Words>> = {
  'oidc-lapsed': {
    title: 'This sign-in can’t be finished',
    advice: 'It took too long, or was begun in another tab or another browser. Sign in once more.',
  },
  'oidc-cancelled': {
    title: 'The sign-in was cancelled',
    advice: 'The identity provider says that you, or it, did not go on. Try again, or sign in another way.',
  },
  'oidc-unavailable': {
    title: 'The identity provider does not answer',
    advice: 'Try again in a moment. Who has a password here can sign in with it meanwhile.',
  },
  'oidc-refused': {
    title: 'The identity provider’s answer does not hold',
    advice: 'Sign in once more. If that does not help, the log of the registry has the cause.',
  },
  'oidc-unreadable': {
    title: 'The identity provider does not say enough',
    advice: `It did not tell who you are, or not all of your groups. ${askAdministrator}`,
  },
  'oidc-busy': {
    title: 'Too many people are signing in',
    advice: 'Try again in a moment.',
  },
  'oidc-not-allowed': {
    title: 'You may not use this registry',
    advice: `The identity provider knows you, but you are in none of the groups that may sign in here. ${askAdministrator}`,
  },
  'oidc-disabled': {
    title: 'Your account here is disabled',
    advice: askAdministrator,
  },
  'oidc-no-name': {
    title: 'Your name can’t be one here',
    advice: `The identity provider gives no name for you that a user of this registry can have. ${askAdministrator}`,
  },
  'oidc-name-taken': {
    title: 'Your name belongs to another account here',
    advice: `Somebody who signs in another way has the name that the identity provider gives you. ${askAdministrator}`,
  },
};

/** The words for a code of the sign-in page; `undefined` for a code that is about something else. */
export function oidcWords(code: string): Words | undefined {
  return Object.hasOwn(words, code) ? words[code] : undefined;
}
