import { RepositoryGone } from '@/components/repositories/repository-gone';

export default function NoRepository() {
  return <RepositoryGone />;
}
