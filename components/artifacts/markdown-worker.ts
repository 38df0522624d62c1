import { markdownTree } from '@/lib/dashboard/artifacts/markdown-tree';

/** A thread of the browser that lays out one text, so that a page can end it when that takes too long. */
self.onmessage = ({ data }: MessageEvent<string>) => {
  self.postMessage(markdownTree(data));
};
