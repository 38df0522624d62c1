/** How a list of repositories is ordered. */
export const usageOrders = ['logical', 'unique', 'shared', 'name'] as const;
export type UsageOrder = (typeof usageOrders)[number];

/** How many days back the figures per day go. */
export const dayRanges = ['30', '90', '365'] as const;
export type DayRange = (typeof dayRanges)[number];
