import Papa from 'papaparse';
import { fromMinor, toMinor } from '../../money/money';
import { MOST_MINOR, type PrizeFields } from './input';

export type RowProblem = 'name' | 'quantity' | 'value' | 'tooMuch' | 'twice';

export interface CsvRow {
  /** As an editor counts them: the heading is line 1. */
  line: number;
  prize: PrizeFields;
  problems: RowProblem[];
}

export type CsvReading =
  | { outcome: 'EMPTY' }
  | { outcome: 'MISSING_COLUMNS'; missing: Column[] }
  | { outcome: 'READ'; rows: CsvRow[] };

type Column = 'name' | 'quantity' | 'value';

/** The headings of either language, and of what people have lying about. */
const HEADINGS: Record<Column, readonly string[]> = {
  name: ['name', 'prize', '奖品', '名称', '奖品名称'],
  quantity: ['quantity', 'count', 'qty', '数量', '份数'],
  value: ['value', 'price', 'worth', '价值', '单价', '金额'],
};
const COLUMNS = Object.keys(HEADINGS) as Column[];

/** Reads a list of prizes and changes nothing: every row comes back with what is wrong with it. */
export function readPrizes(text: string, currency: string): CsvReading {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false });
  const lines = data
    .map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [heading, ...body] = lines;
  if (!heading) return { outcome: 'EMPTY' };

  const at = (column: Column) =>
    heading.cells.findIndex((cell) => HEADINGS[column].includes(cell.toLowerCase().normalize('NFKC')));
  const missing = COLUMNS.filter((column) => at(column) < 0);
  if (missing.length > 0) return { outcome: 'MISSING_COLUMNS', missing };
  if (body.length === 0) return { outcome: 'EMPTY' };

  const seen = new Set<string>();
  const rows = body.map(({ line, cells }) => {
    const cell = (column: Column) => cells[at(column)] ?? '';
    return readRow(line, cell('name'), cell('quantity'), cell('value'), currency, seen);
  });
  return { outcome: 'READ', rows };
}

function readRow(
  line: number,
  name: string,
  quantityText: string,
  valueText: string,
  currency: string,
  seen: Set<string>,
): CsvRow {
  const problems: RowProblem[] = [];
  if (name === '') problems.push('name');
  else if (seen.has(name)) problems.push('twice');
  seen.add(name);

  const quantity = /^\d{1,8}$/.test(quantityText.replaceAll(',', ''))
    ? Number(quantityText.replaceAll(',', ''))
    : 0;
  if (quantity < 1) problems.push('quantity');

  const minor = toMinor(valueText.replace(/^[¥￥$€]\s*/, ''), currency);
  const most = MOST_MINOR[currency];
  if (minor === undefined || minor <= 0n) problems.push('value');
  else if (most !== undefined && minor > most) problems.push('tooMuch');

  const value = minor === undefined ? valueText : fromMinor(minor, currency);
  return { line, prize: { name, quantity: quantity || null, value }, problems };
}
