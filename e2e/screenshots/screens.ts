import type { Screen } from './screen';
import { accessScreens } from './screens/access-screens';
import { accountScreens } from './screens/account-screens';
import { compareScreens } from './screens/compare-screens';
import { everywhereScreens } from './screens/everywhere-screens';
import { imageScreens } from './screens/image-screens';
import { lateScreens } from './screens/late-screens';
import { operationScreens } from './screens/operation-screens';
import { repositoryScreens } from './screens/repository-screens';
import { storageScreens } from './screens/storage-screens';
import { tagScreens } from './screens/tag-screens';

/** Every screen of the dashboard, in the states that look different. */
export const screens: readonly Screen[] = [
  ...repositoryScreens,
  ...lateScreens,
  ...tagScreens,
  ...imageScreens,
  ...compareScreens,
  ...storageScreens,
  ...accessScreens,
  ...operationScreens,
  ...everywhereScreens,
  ...accountScreens,
];
