/** Slows down guessing. */
export class Throttle {
  waitMs(_name: string, _address: string): number {
    return 0;
  }
  failed(_name: string, _address: string): void {}
  succeeded(_name: string, _address: string): void {}
}
