/** Tags that are picked one by one: as many as fit into a request. */
export const pickedTagsMax = 400;
