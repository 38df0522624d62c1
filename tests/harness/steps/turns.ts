/** Somebody who has something to say. */
export interface Speaker {
  say: (text: string) => void;
  /** Says that it is done; the turn goes to the next one. */
  end: () => void;
}

/**
 * Lets several speak at once and nobody into the words of another: the one who came first is heard as it speaks, what
 * the others say is kept until it is their turn.
 * @returns how to become one of them
 */
export function takeTurns(write: (text: string) => void): () => Speaker {
  const line: { kept: string[]; isDone: boolean }[] = [];
  const goOn = () => {
    for (let first = line[0]; first !== undefined; first = line[0]) {
      for (const text of first.kept.splice(0)) write(text);
      if (!first.isDone) return;
      line.shift();
    }
  };
  return () => {
    const speaker = { kept: [] as string[], isDone: false };
    line.push(speaker);
    return {
      say: (text) => {
        speaker.kept.push(text);
        if (line[0] === speaker) goOn();
      },
      end: () => {
        speaker.isDone = true;
        if (line[0] === speaker) goOn();
      },
    };
  };
}
