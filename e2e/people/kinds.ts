/** The kinds of users whose view of the dashboard is written down. */
export const kinds = ['administrator', 'auditor', 'developer'] as const;
export type Kind = (typeof kinds)[number];

/** What comes of somebody who wants to do something. */
export const outcomes = ['does it', 'is not offered it', 'is refused the page'] as const;
export type Outcome = (typeof outcomes)[number];

/** What is expected of each kind of user: none can be forgotten. */
export type Expected = Readonly<Record<Kind, Outcome>>;

export const everybody: Expected = {
  administrator: 'does it',
  auditor: 'does it',
  developer: 'does it',
};

/** Who has rights in the namespace: an auditor only reads. */
export const withRights: Expected = { ...everybody, auditor: 'is not offered it' };

/** What in a repository takes the right to administer it, and what is for administrators alone on a page for everybody. */
export const administering: Expected = { ...withRights, developer: 'is not offered it' };

/** What is read of the state of the registry. */
export const readers: Expected = { ...everybody, developer: 'is refused the page' };

/** What changes the state of the registry. */
export const administrators: Expected = { ...withRights, developer: 'is refused the page' };
