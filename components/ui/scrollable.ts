/** What scrolls by itself can have the focus: who has no mouse moves it with the arrow keys. */
export const scrollable = { tabIndex: 0 } as const;
