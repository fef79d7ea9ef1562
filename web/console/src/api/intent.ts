/**
 * The key of what somebody means to do. Meaning the same thing again after an attempt that had no answer
 * is the same intent, and so the same key: the server carries it out once. After an answer, whatever it
 * said, pressing the button again is a new intent.
 */
export class Intent {
  #meaning: string | undefined;
  #key: string | undefined;

  constructor(private readonly mint: () => string = () => crypto.randomUUID()) {}

  keyFor(variables: unknown): string {
    const meaning = JSON.stringify(variables);
    if (this.#key === undefined || this.#meaning !== meaning) {
      this.#meaning = meaning;
      this.#key = this.mint();
    }
    return this.#key;
  }

  answered(): void {
    this.#key = undefined;
  }
}
