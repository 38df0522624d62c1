/** How many days back the figures per day go. */
export const usageRanges = ['30', '90', '365'] as const;
export type UsageRange = (typeof usageRanges)[number];
