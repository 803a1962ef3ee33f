const CSI = new RegExp(`^${String.fromCharCode(27)}\\[([0-9;?]*)([A-Za-z])`);

/** What a terminal of so many columns shows after it was sent a text: as much of one as `node:readline` uses. */
export function screenOf(sent: string, columns: number): readonly string[] {
  const screen = new Screen(columns);
  let rest = sent;
  while (rest !== '') {
    const [sequence, parameter = '', final = ''] = CSI.exec(rest) ?? [];
    if (sequence === undefined) screen.put(rest.charAt(0));
    else screen.obey(final, parameter);
    rest = rest.slice(sequence?.length ?? 1);
  }
  return screen.lines;
}

class Screen {
  readonly #columns: number;
  readonly #rows: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get lines(): readonly string[] {
    return this.#rows.map((row) => row.trimEnd());
  }

  put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else this.#write(character);
  }

  obey(final: string, parameter: string): void {
    const count = Number(parameter || 1);
    const row = this.#rows[this.#row] ?? '';
    if (final === 'A') this.#row = Math.max(0, this.#row - count);
    if (final === 'G') this.#column = count - 1;
    if (final === 'C') this.#column += count;
    if (final === 'D') this.#column = Math.max(0, this.#column - count);
    if (final === 'K' || final === 'J') this.#rows[this.#row] = row.slice(0, this.#column);
    if (final === 'J') this.#rows.length = this.#row + 1;
  }

  #write(character: string): void {
    // A terminal begins the next row with the first character that has no room in this one.
    if (this.#column === this.#columns) {
      this.#column = 0;
      this.#down();
    }
    const row = (this.#rows[this.#row] ?? '').padEnd(this.#column);
    this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
    this.#column += 1;
  }

  #down(): void {
    this.#row += 1;
    if (this.#row === this.#rows.length) this.#rows.push('');
  }
}
