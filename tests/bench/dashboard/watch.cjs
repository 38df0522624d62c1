// Runs in the page, before its own scripts: counts what its reader feels.
const seen = { lcp: 0, inp: 0, cls: 0 };
window.seenVitals = seen;

function observe(type, see, more) {
  new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({
    type,
    buffered: true,
    ...more,
  });
}

observe('largest-contentful-paint', (entry) => {
  seen.lcp = entry.startTime;
});
observe('layout-shift', (entry) => {
  if (!entry.hadRecentInput) seen.cls += entry.value;
});
observe(
  'event',
  (entry) => {
    if (entry.interactionId > 0) seen.inp = Math.max(seen.inp, entry.duration);
  },
  { durationThreshold: 16 },
);
