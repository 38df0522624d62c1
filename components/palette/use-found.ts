'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { searchFor } from '@/lib/dashboard/search/search-queries';

const settleMs = 120;

/** What the registry has for a text, asked for when typing pauses; a question that another follows is given up. */
export function useFound(text: string) {
  const wanted = text.trim();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    if (wanted === asked) return;
    const timer = setTimeout(() => setAsked(wanted), settleMs);
    return () => clearTimeout(timer);
  }, [wanted, asked]);
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    ...searchFor(asked),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  });
  const isSettled = wanted === asked;
  return {
    /** Of this text; of the one before while this one is waited for. */
    answer: wanted === '' || (isPlaceholderData && error) ? undefined : data,
    isWaiting: wanted !== '' && (!isSettled || isFetching) && !(isSettled && data && !isPlaceholderData),
    error: wanted !== '' && isSettled && !isFetching ? error : null,
    retry: () => void refetch(),
  };
}
