import { NoSuchPage } from '@/components/feedback/no-such-page';

export default function Nothing() {
  return <NoSuchPage />;
}
